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
#include "remedy/policy.h"
#include "remedy/remedy_desk.h"

namespace pgmedic {

class TargetWorker;
class Judge;
class HostFiles;
class Outside;

// One target's remedies as configured.
struct TargetRemedies {
  std::string target;
  ConnectionSettings connection;  // the maintainer's
  TargetPolicy policy;
  bool operator==(const TargetRemedies&) const = default;
};

// How often things are looked at; tests are in a hurry.
struct Pace {
  Milliseconds tick{1'000};          // orders, and a statement that runs
  Milliseconds retry{30'000};        // an action that a guard holds back
  Milliseconds reconsider{300'000};  // a proposal
  Milliseconds findings{15'000};
  Milliseconds recover{10'000};     // an action whose fate is unknown, or that cannot be cleaned up
  Milliseconds successes{30'000};   // whether one is to be looked at again
  Milliseconds survey{15'000};      // what the journal says of all objects, for the page
  Milliseconds leftovers{300'000};  // what rebuilds may have left behind
};

struct RemediesContext {
  const Clock& clock;
  Log& log;
  std::function<std::unique_ptr<MaintenanceConnector>(const ConnectionSettings&)> connectors;
  // What the target's own findings nominate now; called by its worker every few seconds. May be empty.
  std::function<std::vector<Nomination>(const std::string& target)> findings;
  // The target as it is watched, for guards that read what was collected. May be empty, and give null.
  std::function<std::shared_ptr<const TargetView>(const std::string& target)> view;
  // Who asks Prometheus, and pages that may forbid an action. Null: nobody can be asked.
  std::shared_ptr<const Outside> outside;
  std::string replica;  // names this process in the journal: host and process id
  // Empty: the real ones.
  std::shared_ptr<const Judge> judge;
  std::shared_ptr<const HostFiles> files;
  Pace pace;
  // Nothing is done unless a person asks for it: for commands that look and steer. Targets that only observe take part too.
  bool passive = false;
};

class Remedies final : public RemedyDesk {
 public:
  explicit Remedies(RemediesContext context);
  ~Remedies() override;
  Remedies(const Remedies&) = delete;
  Remedies& operator=(const Remedies&) = delete;

  // Makes these the targets. Workers whose settings did not change go on. What runs on the server is watched to its end, even
  // when its target is gone; where the mode does not allow it any more, it is cancelled.
  void apply(const std::vector<TargetRemedies>& targets);
  // Ends all workers. A running statement goes on by itself and is found again at the next start.
  void stop();

  std::vector<NominationOutcome> nominate(const std::vector<Nomination>& nominations) override;
  Status withdraw(const std::vector<Nomination>& nominations) override;
  Status approve(const std::string& id, const std::string& actor) override;
  Status reject(const std::string& id, const std::string& actor) override;
  Status cancel(const std::string& id, const std::string& actor) override;
  Status release(const std::string& id, const std::string& actor) override;
  Status pause(const std::string& target, const std::string& actor) override;
  Status resume(const std::string& target, const std::string& actor) override;
  Status abort(const std::string& target, const std::string& actor) override;
  std::vector<std::string> targets() const override;
  Result<std::vector<Action>> actions(const std::string& target, const ActionFilter& filter) override;
  Result<ActionDetails> find(const std::string& id) override;
  Result<RemedyStatus> status(const std::string& target) const override;

  std::vector<RemedySample> samples(const std::string& target) const;
  // For a passive one: reads what status() then tells, what is at work elsewhere included.
  void look();
  // Measures and judges what is open and what is found now; writes nothing.
  Result<std::vector<PlannedAction>> plan(const std::string& target, const ActionFilter& filter);
  // The same for one object, whether or not anybody nominated it.
  Result<PlannedAction> explain(const Nomination& nomination);

 private:
  using Worker = std::shared_ptr<TargetWorker>;
  std::vector<Worker> chosen(const std::string& target) const;
  Worker worker(const std::string& target) const;
  Status decide(const std::string& id, Event event, const std::string& actor);
  Status steer(const std::string& target, const std::function<Status(TargetWorker&)>& order);

  const RemediesContext context_;
  mutable std::mutex mutex_;
  std::map<std::string, Worker> workers_;  // guarded by mutex_
};

}  // namespace pgmedic
