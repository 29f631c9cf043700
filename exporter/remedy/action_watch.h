// Watches a statement of ours from beside it, once for each tick: keeps the action in our hands, shows how far it is, and has it
// cancelled when somebody waits for it too long, when a guard takes its word back, or when people want it gone.
// Thread rule: the worker's thread.
#pragma once

#include <optional>
#include <string>

#include "remedy/bench.h"
#include "remedy/deliberation.h"
#include "remedy/objections.h"
#include "remedy/server_watch.h"

namespace pgmedic {

class ActionWatch {
 public:
  ActionWatch(Bench& bench, Action& action, const Candidate& candidate);

  // False: the action is in other hands, or the program ends; let go.
  bool look();
  bool cancelling() const { return action_.state == State::kCancelling; }

 private:
  bool keep_hands(SteadyTime now);
  void see_progress(MaintenanceSession& session);
  // Why it has to be given up now; empty: it may go on.
  std::string reason_to_stop(MaintenanceSession& session, SteadyTime now);
  std::string guards_object(MaintenanceSession& session, SteadyTime now);
  bool stop(MaintenanceSession& session, const std::string& why, SteadyTime now);

  Bench& bench_;
  Action& action_;
  const Candidate& candidate_;
  const Backend backend_;
  Objections objections_;
  std::optional<SteadyTime> kept_;
  std::optional<SteadyTime> judged_;
  std::optional<SteadyTime> asked_to_stop_;
  std::string objection_;  // of the guards, at the last time
  ServerProgress progress_;
};

}  // namespace pgmedic
