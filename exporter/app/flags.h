// The command line: gflags' registry holds the flags, our own loop reads argv, because gflags exits by itself (with 1)
// and brings flags (--flagfile, --fromenv) that would be a second, undocumented way to configure.
// Thread rule: one thread, before any other is started. Errors name the flag and the nearest one, and never repeat a value of --dsn.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/options.h"
#include "base/result.h"

namespace pgmedic {

// A flag, for the help text and for the tests that keep the documentation complete.
struct FlagDescription {
  std::string name;
  std::string placeholder;  // empty: a switch
  std::string default_value;
  std::string help;
};
std::vector<FlagDescription> describe_flags();

// arguments: without the program's name. Names may be written with dashes or underscores, with one leading dash or two.
Result<Options> parse_command_line(const std::vector<std::string>& arguments);

// Copies the arguments, then overwrites the value of --dsn in argv when it holds a password: the process list shows argv to everybody.
struct TakenArguments {
  std::vector<std::string> arguments;
  bool password_hidden = false;  // there was one: worth a warning
};
TakenArguments take_arguments(int argc, char** argv);

}  // namespace pgmedic
