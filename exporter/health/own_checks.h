// The checks that need no rows: whether servers, databases, PgBouncers and collectors answer, and how old the data is.
// Thread rule: free functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "catalog/check.h"
#include "collect/status.h"
#include "health/judge.h"

namespace pgmedic {

// Ascending by name; as Check, so that they are printed, exported and overridden like the others.
const std::vector<Check>& own_checks();

// Why the server does not answer, as the session says that is there for the whole of it; empty: it says nothing.
std::string server_error(const TargetStatus& status);

// One of them against the target's state. What cannot be reached is one finding, not one for each of its collectors.
// Nothing where the target has nothing of the kind.
std::optional<Judgement> judge_own(const Check& check, const TargetStatus& status, WallTime now);

}  // namespace pgmedic
