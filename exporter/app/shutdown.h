// The end of the daemon: orderly, but never longer than it may take, whatever a server or a client does meanwhile.
// Thread rule: one thread.
#pragma once

#include <functional>

#include "base/clock.h"
#include "base/log.h"

namespace pgmedic {

// Runs the orderly stop. When it has not returned in time the process ends there and then, with the exit code that it would have
// had: nothing that it still holds outlives it.
void stop_within(Milliseconds limit, const std::function<void()>& stop, int exit_code, Log& log);

}  // namespace pgmedic
