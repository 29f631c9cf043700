// The module that acts, as the layers above see it: who nominates, releases, stops and looks comes through here. One worker
// for each target that may do more than observe; a target in mode "observe" has neither worker nor session.
// Thread rule: any thread; apply() by one thread at a time. Calls that ask the journal take as long as the server does, at
// most a few seconds.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "collect/fleet.h"
#include "postgres/maintenance_session.h"
#include "remedy/action.h"

namespace pgmedic {

struct TargetPolicy;
class TargetWorker;

// One target's remedies as configured.
struct TargetRemedies {
  std::string target;
  ConnectionSettings connection;  // the maintainer's
  std::shared_ptr<const TargetPolicy> policy;
};

struct RemediesContext {
  const Clock& clock;
  Log& log;
  std::function<std::unique_ptr<MaintenanceConnector>(const ConnectionSettings&)> connectors;
  // What the target's own findings nominate now; called by its worker every few seconds. May be empty.
  std::function<std::vector<Nomination>(const std::string& target)> findings;
  // The target as it is watched, for guards that read what was collected. May be empty, and give null.
  std::function<std::shared_ptr<const TargetView>(const std::string& target)> view;
  std::string replica;  // names this process in the journal: host and process id
};

enum class NominationFate {
  kAccepted,       // a new action, in the journal
  kDuplicate,      // one that is open, or was a short while ago
  kNotConfigured,  // no such target, or it only observes, or does not take nominations from there
  kOverloaded,     // too much at once: again later
  kUnavailable,    // the journal cannot be written: again later
};
struct NominationOutcome {
  NominationFate fate = NominationFate::kUnavailable;
  std::string action_id;
  std::string detail;  // for people
};

struct ActionFilter {
  std::optional<State> state;
  std::optional<Remedy> remedy;
  bool open_only = false;
  std::string object;  // a part of its name
  int limit = 100;
};

struct GuardSaying {
  std::string guard;
  std::string verdict;  // "ok", "no", "unknown"
  std::string reason;
  std::optional<double> age_seconds;
};

// What would be done about one object now, and why it is not.
struct PlannedAction {
  Remedy remedy = Remedy::kAnalyze;
  ObjectName object;
  std::string action_id;  // empty: not in the journal
  std::string state;
  Mode mode = Mode::kObserve;
  std::string sql;       // empty: nothing to do
  std::string decision;  // one sentence
  Facts predicted;
  std::vector<GuardSaying> guards;
};

// Of the action that runs now.
struct Progress {
  std::string action_id;
  Remedy remedy = Remedy::kAnalyze;
  ObjectName object;
  State state = State::kRunning;
  std::string phase;
  double done = 0;   // of `total`, in the phase's own unit
  double total = 0;  // 0: not known
  double ratio = 0;  // of everything, estimated
  std::optional<double> seconds_left;
  double seconds = 0;  // so far
};

struct RemedyStatus {
  std::string target;
  bool journal_ok = false;
  std::string journal_error;
  bool paused = false;
  bool killed = false;  // the kill switch is on
  std::string paused_by;
  std::optional<Progress> running;
  std::map<std::string, int> open_by_state;
  std::string waiting_for;  // what the next action waits for
};

struct RemedySample {
  std::string family;
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
};

struct ActionDetails {
  std::string target;
  Action action;
  std::vector<ActionEvent> events;
};

class Remedies {
 public:
  explicit Remedies(RemediesContext context);
  ~Remedies();
  Remedies(const Remedies&) = delete;
  Remedies& operator=(const Remedies&) = delete;

  // Makes these the targets. Workers whose settings did not change go on; what runs on the server is never cut short by this.
  void apply(const std::vector<TargetRemedies>& targets);
  // Ends all workers. A running statement goes on by itself and is found again at the next start.
  void stop();

  // In the journal before it returns, in the given order.
  std::vector<NominationOutcome> nominate(const std::vector<Nomination>& nominations);

  // kInvalid where there is no such action, or its state does not allow it.
  Status approve(const std::string& id, const std::string& actor);
  Status reject(const std::string& id, const std::string& actor);
  Status cancel(const std::string& id, const std::string& actor);
  Status release(const std::string& id, const std::string& actor);  // out of quarantine
  // Target empty: all. Abort is pause, and cancels what runs.
  Status pause(const std::string& target, const std::string& actor);
  Status resume(const std::string& target, const std::string& actor);
  Status abort(const std::string& target, const std::string& actor);

  std::vector<std::string> targets() const;
  Result<std::vector<Action>> actions(const std::string& target, const ActionFilter& filter);
  Result<ActionDetails> find(const std::string& id);
  Result<RemedyStatus> status(const std::string& target) const;
  std::vector<RemedySample> samples(const std::string& target) const;
  // Measures and judges what is open and what is found now; writes nothing.
  Result<std::vector<PlannedAction>> plan(const std::string& target, const ActionFilter& filter);
  // The same for one object, whether or not anybody nominated it.
  Result<PlannedAction> explain(const Nomination& nomination);

 private:
  using Worker = std::shared_ptr<TargetWorker>;
  std::vector<Worker> chosen(const std::string& target) const;
  Worker worker(const std::string& target) const;

  const RemediesContext context_;
  mutable std::mutex mutex_;
  std::map<std::string, Worker> workers_;  // guarded by mutex_
};

// Labels of a finding or an alert -> the object that they name, for that remedy. nullopt: they name none.
std::optional<ObjectName> object_of_labels(Remedy remedy, const std::map<std::string, std::string>& labels);

}  // namespace pgmedic
