// The names of what pgmedic can be told to do; commands.h runs them.
// Thread rule: free functions.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace pgmedic {

struct CommandDescription {
  std::string name;
  std::string summary;
  std::vector<std::string> formats;  // what --format may be; the first is the default; empty: it takes none
};
const std::vector<CommandDescription>& describe_commands();

// Whether that is a command's name; the error names the nearest, or says that it is one of a version to come.
Status check_command(const std::string& name);

// Whether the command takes that --format; the empty one always.
Status check_format(const std::string& command, const std::string& format);

}  // namespace pgmedic
