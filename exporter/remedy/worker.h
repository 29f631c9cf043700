// The worker of one target: it measures what was nominated, judges, and carries out one action at a time.
//
// Two threads: the worker's own, which reads and writes the journal, watches, and decides; and one for the statement, which
// does nothing but wait for the server. Sessions: the journal's, and one that measures and acts. While the statement runs, the
// journal's session looks whether anybody waits for us.
// Thread rule: public calls from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "collect/backoff.h"
#include "remedy/bench.h"
#include "remedy/executor.h"
#include "remedy/leftover_search.h"
#include "remedy/proposals.h"
#include "remedy/remedies.h"

namespace pgmedic {

class TargetWorker {
 public:
  enum class Task {
    kWork,
    kWindUp,  // ends what is under way, and then itself: nothing new is taken up
  };
  TargetWorker(TargetRemedies settings, const RemediesContext& context, Task task = Task::kWork);
  ~TargetWorker();
  TargetWorker(const TargetWorker&) = delete;
  TargetWorker& operator=(const TargetWorker&) = delete;

  const TargetRemedies& settings() const { return settings_; }
  const std::string& target() const { return settings_.target; }
  // Once it has stopped: whether it has left something under way.
  bool leaves_work() const { return at_work_; }
  // Lets go of everything, soon.
  void begin_stop();
  void stop();

  std::vector<NominationOutcome> nominate(const std::vector<Nomination>& nominations);
  Status withdraw(const std::vector<Nomination>& nominations);
  // False: no such action here.
  Result<bool> decide(const std::string& id, Event event, const std::string& actor);
  // Also where another replica acts: through the journal.
  Status set_paused(bool paused, const std::string& actor);
  Status abort(const std::string& actor);

  RemedyStatus status() const;
  // Reads what a worker of another process would know by itself.
  void look();
  std::vector<RemedySample> samples() const;
  Result<std::vector<PlannedAction>> plan(const ActionFilter& filter);
  Result<PlannedAction> explain(const Nomination& nomination);
  // Connected, or tried to be.
  Status open_journal();
  Journal& journal() { return journal_; }

 private:
  void run();
  // One turn of the loop; false: the journal cannot be used.
  bool turn();
  // What is open, and what people and files order; nothing: the journal cannot be used.
  std::optional<std::vector<Action>> take_in();
  bool recover(std::vector<Action>& open);
  void try_out(Action action);
  bool is_killed();
  void nominate_findings();
  void look_at_successes();
  void clear_up();
  bool is_due(std::optional<SteadyTime>& last, Milliseconds every);
  // before: how many of the same call were taken up.
  NominationOutcome screen(const Nomination& nomination, std::size_t before) const;
  PlannedAction planned(const Action& action, const Result<Deliberation>& thought) const;
  Result<Deliberation> think(const Action& action);

  const TargetRemedies settings_;
  const Task task_;
  const RemediesContext& context_;
  const std::unique_ptr<MaintenanceConnector> connector_;
  Tally tally_;
  Journal journal_;
  Survey survey_;
  Orders orders_;
  OutsideDesk outside_;
  Bench bench_;
  Executor executor_;
  Proposals proposals_;
  LeftoverSearch leftovers_;
  Backoff backoff_;
  std::atomic<bool> at_work_{false};

  std::map<std::string, SteadyTime> recovered_;  // when an action was last taken up
  std::optional<SteadyTime> findings_at_, successes_at_, cleared_at_;
  std::map<std::string, SteadyTime> nominated_;  // findings of late

  mutable std::mutex mutex_;
  RemedyStatus status_;  // guarded by mutex_
  bool done_ = false;    // guarded by mutex_
  std::condition_variable ended_;
  std::thread thread_;
};

}  // namespace pgmedic
