#include "app/command_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"

namespace pgmedic {
namespace {

// Announced, not there yet: better a clear word than "unknown".
constexpr std::array<const char*, 1> kLaterCommands{{"plan"}};

Error usage_error(std::string message) {
  return Error{ErrorCode::kInvalid, std::move(message), "see pgmedic --help"};
}

}  // namespace

const std::vector<CommandDescription>& describe_commands() {
  static const std::vector<CommandDescription> kCommands{
      {"serve", "watch the servers and serve /metrics (the default)", {}},
      {"metrics", "collect once and print the page", {}},
      {"check", "look once and tell what is wrong", {"text", "json"}, true},
      {"collectors", "list what is collected and the metrics it becomes", {"text", "markdown"}},
      {"config", "check the configuration and print it without secrets", {}}};
  return kCommands;
}

Status check_command(const std::string& name) {
  std::vector<std::string> names;
  for (const CommandDescription& command : describe_commands()) {
    names.push_back(command.name);
  }
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    return {};
  }
  if (std::find(kLaterCommands.begin(), kLaterCommands.end(), name) != kLaterCommands.end()) {
    return usage_error("the command \"" + name + "\" is not in this version of pgmedic");
  }
  const std::optional<std::string> nearest = nearest_name(name, names);
  return usage_error("unknown command \"" + name + "\"" + (nearest ? " (did you mean \"" + *nearest + "\"?)" : ""));
}

Status check_options(const Options& options) {
  const std::string& command = options.command;
  const std::string& format = options.format;
  for (const CommandDescription& candidate : describe_commands()) {
    if (candidate.name != command) {
      continue;
    }
    if (!candidate.chooses && !(options.only.empty() && options.target.empty())) {
      return usage_error(std::string(options.only.empty() ? "--target" : "--only") + " is not for the command \"" + command + "\"");
    }
    if (format.empty()) {
      continue;
    }
    if (candidate.formats.empty()) {
      return usage_error("--format is not for the command \"" + command + "\"");
    }
    if (std::find(candidate.formats.begin(), candidate.formats.end(), format) == candidate.formats.end()) {
      std::string message = "--format: \"" + format + "\" is none of";
      for (const std::string& each : candidate.formats) {
        message.append(&each == &candidate.formats.front() ? " " : ", ").append(each);
      }
      return usage_error(std::move(message));
    }
  }
  return {};
}

}  // namespace pgmedic
