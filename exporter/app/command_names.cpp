#include "app/command_names.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace pgmedic {
namespace {

Error usage_error(std::string message) {
  return Error{ErrorCode::kInvalid, std::move(message), "see pgmedic --help"};
}

Status check_choices(const Options& options, const CommandDescription& command) {
  for (const auto& [flag, value] : {std::pair("only", &options.only), std::pair("target", &options.target),
                                    std::pair("remedy", &options.remedy), std::pair("object", &options.object)}) {
    if (!value->empty() && !command.chooses.contains(flag)) {
      return usage_error(std::string("--") + flag + " is not for the command \"" + command.name + "\"");
    }
  }
  if (options.nominate && !command.chooses.contains("nominate")) {
    return usage_error("--nominate is not for the command \"" + command.name + "\"");
  }
  return {};
}

Status check_format(const std::string& format, const CommandDescription& command) {
  if (format.empty()) {
    return {};
  }
  if (command.formats.empty()) {
    return usage_error("--format is not for the command \"" + command.name + "\"");
  }
  if (std::find(command.formats.begin(), command.formats.end(), format) != command.formats.end()) {
    return {};
  }
  std::string message = "--format: \"" + format + "\" is none of";
  for (const std::string& each : command.formats) {
    message.append(&each == &command.formats.front() ? " " : ", ").append(each);
  }
  return usage_error(std::move(message));
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
      {"collectors", "list what is collected; with names their metrics and checks", {"text", "markdown"}},
      {"config", "check the configuration and print it without secrets", {}}};
  return kCommands;
}

bool takes_words(const std::string& command) {
  return command == "actions" || command == "collectors";
}

Status check_command(const std::string& name) {
  std::vector<std::string> names;
  for (const CommandDescription& command : describe_commands()) {
    names.push_back(command.name);
  }
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    return {};
  }
  return usage_error("unknown command \"" + name + "\"" + did_you_mean(name, names));
}

Status check_options(const Options& options) {
  const std::vector<CommandDescription>& commands = describe_commands();
  const auto command =
      std::find_if(commands.begin(), commands.end(), [&options](const CommandDescription& each) { return each.name == options.command; });
  if (command == commands.end()) {
    return {};
  }
  if (Status choices = check_choices(options, *command); !choices) {
    return choices;
  }
  return check_format(options.format, *command);
}

}  // namespace pgmedic
