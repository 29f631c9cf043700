// The status page's table of a target's collectors: one row for each, whatever the number of databases.
// Thread rule: free functions; any thread.
#pragma once

#include <string>

#include "base/clock.h"
#include "web/collector_state.h"

namespace pgmedic {

std::string render_collector_table(const TargetStatus& status, WallTime now);

}  // namespace pgmedic
