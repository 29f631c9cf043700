// Measuring and asking the guards, as the worker needs both: behind one interface, so that tests can judge as they like.
// Thread rule: any thread; sessions belong to the caller's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "postgres/maintenance_session.h"
#include "remedy/action.h"
#include "remedy/candidate.h"
#include "remedy/guard.h"

namespace pgmedic {

class Judge {
 public:
  virtual ~Judge() = default;
  virtual Result<Candidate> measure(MaintenanceSession& session, const TargetPolicy& policy, Remedy remedy, const ObjectName& object,
                                    WallTime now) const = 0;
  virtual std::vector<GuardResult> ask_guards(const GuardContext& context) const = 0;
  // Those that matter while the statement works.
  virtual std::vector<GuardResult> ask_running_guards(const GuardContext& context) const = 0;
  virtual std::vector<std::string> approval(const TargetPolicy& policy, Remedy remedy, const Candidate& candidate,
                                            int version_num) const = 0;
};

// The real one: sql/remedies and guards/.
std::unique_ptr<Judge> make_judge();

// Numbers and texts of a measurement as facts, and those among them that are predictions.
Facts facts_of(const Candidate& candidate);
Facts predictions_of(const Candidate& candidate);
// The other way round: what was measured when the action began, from what the journal has kept of it.
Candidate candidate_of(const Action& action);
// guard -> "ok: ...", "no: ...", "unknown: ...".
Facts facts_of(const std::vector<GuardResult>& guards);

}  // namespace pgmedic
