// Carries one action out, from "approved" to its end: judges it a last time under a lock, writes down what comes, lets the
// statement run, watches it, cleans up after it and measures what came of it. Also takes up again what somebody else, or an
// earlier life of this program, had begun.
//
// Whenever the journal cannot be written, or says that the action is in other hands, it lets go at once; what runs on the
// server then runs on, and is found again.
// Thread rule: the worker's thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "remedy/bench.h"
#include "remedy/deliberation.h"
#include "remedy/objections.h"
#include "remedy/outcome.h"
#include "remedy/server_watch.h"

namespace pgmedic {

class Executor {
 public:
  explicit Executor(Bench& bench) : bench_(bench) {}

  // An action that is approved, queued or guarded: as far as it gets now. True when its statement was sent.
  bool attempt(Action action);
  // What the last attempt measured; nothing: it did not come to that.
  const std::optional<Candidate>& measured() const { return measured_; }
  // An action that executes and is in our hands.
  void resume(Action action);
  // Another look at a success, some time later.
  void look_again(Action action);

 private:
  // Steps, all with the same manners: false means let go.
  bool step(Action& action, Event event, Change change);
  bool settle(Action& action, const Deliberation& thought);
  // Nothing has been sent yet, and nobody wants it any more: ended.
  bool is_called_off(Action& action);

  // executor.cpp
  bool begin(Action& action, const Deliberation& thought);
  bool launch(Action& action, const Candidate& candidate);
  // executor_watch.cpp
  std::optional<ActionReply> run_watched(Action& action, const Candidate& candidate);
  void watch_adopted(Action& action);
  // executor_end.cpp
  void conclude(Action& action, ActionReply reply);
  void clean(Action& action);
  bool note_leftover(Action& action, const InvalidIndex& index);
  bool drop_leftovers(Action& action, MaintenanceSession& session);
  void end_after_cleaning(Action& action, MaintenanceSession& session);
  void fail(Action& action, Change change);
  // executor_verify.cpp
  void verify(Action& action);
  struct Outcome {
    OutcomeVerdict verdict;
    Facts after;
    std::uint32_t index_oid = 0;
  };
  // Nothing: it could not be looked at; asked again later.
  std::optional<Outcome> outcome_for_table(const Action& action, MaintenanceSession& session);
  std::optional<Outcome> outcome_for_index(const Action& action, MaintenanceSession& session);
  bool check_index(const Action& action, MaintenanceSession& session, std::uint32_t index_oid, OutcomeVerdict& verdict);
  // executor_reconcile.cpp
  void reconcile(Action& action);
  Result<BackendState> find_backend(const Backend& backend);
  bool wait_for_backend(Action& action);
  bool watch_to_its_end(Action& action);
  void examine(Action& action, MaintenanceSession& session);

  // The session with the object's database; opened when there is none.
  Result<MaintenanceSession*> session_for(const Action& action, const std::string& purpose);
  // The same for one that has begun. Null: again later, or it has ended, because its database is gone.
  MaintenanceSession* session_to_end(Action& action, const std::string& purpose);
  std::string why_to_end(const Action& action, Objections& objections);
  bool ask_to_end(const Backend& backend);
  ActionReply run_yielding(const Action& action, MaintenanceSession& session, const std::string& sql);
  ActionReply run_kept(const Action& action, MaintenanceSession& session, const std::string& sql);

  Bench& bench_;
  std::optional<Candidate> measured_;
  std::unique_ptr<MaintenanceSession> session_;
  std::string session_database_;
  std::string session_name_;  // as the server shows it
};

// Whether time may undo what it did.
bool is_looked_at_again(Remedy remedy);

// Timeouts and settings of the statement.
ActionLimits limits_of(const TargetPolicy& policy, Remedy remedy, const Candidate& candidate);

}  // namespace pgmedic
