// The names of what pgmedic can be told to do; commands.h runs them.
// Thread rule: free functions.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/options.h"
#include "base/result.h"

namespace pgmedic {

struct CommandDescription {
  std::string name;
  std::string summary;
  std::vector<std::string> formats;    // what --format may be; the first is the default; empty: it takes none
  std::set<std::string> chooses = {};  // takes these of --only, --target, --remedy, --object and --nominate
};
const std::vector<CommandDescription>& describe_commands();

// Whether words may follow the command.
bool takes_words(const std::string& command);

// Whether that is a command's name; the error names the nearest.
Status check_command(const std::string& name);

// Whether the command takes --format, --only, --target, --remedy, --object and --nominate as they are given; empty ones always.
Status check_options(const Options& options);

}  // namespace pgmedic
