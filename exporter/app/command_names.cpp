#include "app/command_names.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"

namespace pgmedic {
namespace {

Error usage_error(std::string message) {
  return Error{ErrorCode::kInvalid, std::move(message), "see pgmedic --help"};
}

}  // namespace

const std::vector<CommandDescription>& describe_commands() {
  static const std::vector<CommandDescription> kCommands{
      {"serve", "watch the servers and serve /metrics (the default)", {}},
      {"metrics", "collect once and print the page", {}},
      {"check", "look once and tell what is wrong", {"text", "json"}, {"only", "target"}},
      {"plan",
       "tell what the remedies would do, and why not; nominate by hand",
       {"text", "json"},
       {"target", "remedy", "object", "nominate"}},
      {"actions", "list what the remedies did, and steer them (actions approve ID)", {"text", "json"}, {"target"}},
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
    for (const auto& [flag, value] : {std::pair("only", &options.only), std::pair("target", &options.target),
                                      std::pair("remedy", &options.remedy), std::pair("object", &options.object)}) {
      if (!value->empty() && !candidate.chooses.contains(flag)) {
        return usage_error(std::string("--") + flag + " is not for the command \"" + command + "\"");
      }
    }
    if (options.nominate && !candidate.chooses.contains("nominate")) {
      return usage_error("--nominate is not for the command \"" + command + "\"");
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
