// Looks a host's name up without waiting for ever: the system's resolver knows neither deadlines nor interruption, so it
// runs in a thread of its own that is left behind when it takes too long, and ends when the resolver gives up.
// Thread rule: free functions, any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "postgres/conninfo.h"
#include "postgres/interrupter.h"

namespace pgmedic {

// Name -> numeric addresses, in the order to try; or why there are none. Blocks as long as it likes.
using LookUp = std::function<Result<std::vector<std::string>>(const std::string& host)>;
Result<std::vector<std::string>> system_look_up(const std::string& host);

Result<std::vector<std::string>> look_up_within(const std::string& host, Milliseconds patience, const Interrupter& interrupter,
                                                const LookUp& look_up = system_look_up);

// One ConnInfo for each address of its single host, so that each can be given up on by itself. Sockets, numbers and hosts
// that only libpq knows (from a service file) come back as they are.
Result<std::vector<ConnInfo>> with_addresses(const ConnInfo& info, Milliseconds patience, const Interrupter& interrupter);

}  // namespace pgmedic
