// What a maintainer's session is started with, and what must be in force before it does anything.
// Thread rule: free functions, any thread.
#pragma once

#include "base/clock.h"
#include "postgres/compose.h"

namespace pgmedic {

// For `options`: known to every supported server. What a session is started with wins over the defaults of role and database.
SafeSettings maintenance_settings();
// Those that only newer servers know; set after the start.
SafeSettings maintenance_settings_since(int version_num);

}  // namespace pgmedic
