// The names of what pgmedic can be told to do; commands.h runs them.
// Thread rule: free functions.
#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "base/result.h"

namespace pgmedic {

struct CommandDescription {
  std::string name;
  std::string summary;
  std::vector<std::string> formats;  // what --format may be; the first is the default; empty: it takes none
  bool chooses = false;              // takes --only and --target
};
const std::vector<CommandDescription>& describe_commands();

// Whether that is a command's name; the error names the nearest, or says that it is one of a version to come.
Status check_command(const std::string& name);

// Whether the command takes --format, --only and --target as they are given; empty ones always.
Status check_options(const Options& options);

}  // namespace pgmedic
