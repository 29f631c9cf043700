// The signals that steer the daemon.
// Thread rule: one thread, before any other is started.
#pragma once

#include <csignal>

namespace pgmedic {

// SIGTERM, SIGINT and SIGHUP wait in every thread from here on, so that only the one that asks takes them; one that comes before it asks
// is not lost. SIGPIPE is ignored. Twice is once.
sigset_t hold_signals();

}  // namespace pgmedic
