// The signals that steer the daemon.
// Thread rule: one thread, before any other is started.
#pragma once

#include <csignal>

namespace pgmedic {

// Rung by a thread that wants a reload; from outside it means nothing.
inline constexpr int kReloadAsked = SIGUSR1;

// SIGTERM, SIGINT, SIGHUP and kReloadAsked wait in every thread from here on, so that only the one that asks takes them; one that comes
// before it asks is not lost. SIGPIPE is ignored. Twice is once.
sigset_t hold_signals();

}  // namespace pgmedic
