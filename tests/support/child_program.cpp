#include "support/child_program.h"

#include <utility>

#include "support/eventually.h"

namespace pgmedic::support {
namespace {

ChildSettings settings_for(const std::string& path, std::vector<std::string> arguments, std::map<std::string, std::string> environment) {
  ChildSettings settings;
  settings.program = path;
  settings.arguments = std::move(arguments);
  settings.environment = std::move(environment);
  return settings;
}

}  // namespace

ChildProgram::ChildProgram(const std::string& path, std::vector<std::string> arguments, std::map<std::string, std::string> environment)
    : process_(settings_for(path, std::move(arguments), std::move(environment))) {}

bool ChildProgram::says(const std::string& text, std::chrono::milliseconds patience) const {
  return eventually([&] { return err().find(text) != std::string::npos; }, patience);
}

}  // namespace pgmedic::support
