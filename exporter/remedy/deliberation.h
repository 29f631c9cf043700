// One object measured and judged now: the ground for releasing an action, for holding it back, and for `pgmedic plan`.
// Thread rule: on the thread that owns the session, which must be in the object's database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "remedy/bench.h"

namespace pgmedic {

struct Deliberation {
  Candidate candidate;
  std::vector<GuardResult> guards;
  GuardSummary summary;
  std::vector<std::string> approval;  // why a person has to release it even in mode auto; empty: no need
  std::string blocker;                // the guard that says no first; empty: none
};

Result<Candidate> measure_action(const Bench& bench, MaintenanceSession& session, const Action& action);
// Asks all guards about something measured a moment ago.
Result<Deliberation> deliberate(const Bench& bench, MaintenanceSession& session, const Action& action, Candidate candidate);
// The guards that matter while it runs, from a session beside it; an error where the journal cannot be read.
Result<GuardSummary> deliberate_running(const Bench& bench, MaintenanceSession& session, const Action& action, const Candidate& candidate);

}  // namespace pgmedic
