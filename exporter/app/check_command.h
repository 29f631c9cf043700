// `pgmedic check`: one look at everything, and what is found told as a table or as JSON.
// Thread rule: one thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/commands.h"
#include "web/health_view.h"

namespace pgmedic {

// Nothing could be said: a server that cannot be reached, a check without an answer; and whatever keeps the command from looking.
inline constexpr int kExitUnknown = 3;

// The list of --only; unknown names are errors.
Result<std::set<std::string>> parse_only(const std::string& text, const std::vector<Check>& known);

// The configuration that answers only these questions: the target of that name (empty: all), these checks (empty: all, as they are
// switched on), and the collectors that they need. An unknown target is an error.
Result<Config> narrow_config(Config config, const std::string& target, const std::set<std::string>& only);

// 0 fine, 1 warning, 2 critical, 3 unknown.
int exit_code(HealthVerdict verdict);

// Prints what was seen, and returns the exit code.
int tell_check(const Startup& startup, const std::vector<HealthView>& targets);

}  // namespace pgmedic
