// A reload of several files: all are read and checked before any is in force, so that a mistake in one leaves what the others say
// as it was, too.
// Thread rule: a free function; one reload at a time. Whoever asked for it, the log tells how it ended.
#pragma once

#include <functional>
#include <vector>

#include "base/log.h"
#include "base/result.h"

namespace pgmedic {

// Puts in force what was read. Where memory or threads are used up it throws; the others are put in force all the same.
using Commit = std::function<void()>;
// Reads and checks, and changes nothing.
using Prepare = std::function<Result<Commit>()>;

// The first error, or all of them are in force, in their order.
Status reload_together(const std::vector<Prepare>& parts, Log& log);

}  // namespace pgmedic
