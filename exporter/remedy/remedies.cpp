#include "remedy/remedies.h"

#include <algorithm>
#include <utility>

#include "remedy/judge.h"
#include "remedy/worker.h"

namespace pgmedic {
namespace {

Error no_target(const std::string& target) {
  return Error{ErrorCode::kInvalid, "remedies do nothing for a target \"" + target + "\"", "see remedies.mode in the configuration"};
}

RemediesContext completed(RemediesContext context) {
  if (context.judge == nullptr) {
    context.judge = make_judge();
  }
  if (context.files == nullptr) {
    context.files = make_host_files();
  }
  return context;
}

// What was under way is not left alone when its target acts no more. A mode that was taken back takes the statement back, too.
TargetRemedies rest_of(TargetRemedies settings, const std::vector<TargetRemedies>& targets) {
  if (std::any_of(targets.begin(), targets.end(), [&](const TargetRemedies& one) { return one.target == settings.target; })) {
    settings.policy.mode = Mode::kObserve;
  }
  return settings;
}

}  // namespace

Remedies::Remedies(RemediesContext context) : context_(completed(std::move(context))) {}

Remedies::~Remedies() {
  stop();
}

void Remedies::apply(const std::vector<TargetRemedies>& targets) {
  std::map<std::string, Worker> before;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    before = workers_;  // they are there for whoever asks until the new ones are
  }
  std::map<std::string, Worker> after;
  for (const TargetRemedies& settings : targets) {
    const auto found = before.find(settings.target);
    if (found != before.end() && found->second->settings() == settings) {
      after.insert(before.extract(found));
    }
  }
  for (const auto& [name, worker] : before) {
    worker->begin_stop();
  }
  for (const auto& [name, worker] : before) {
    worker->stop();
  }
  const auto start = [&](TargetRemedies settings, TargetWorker::Task task) {
    const std::string target = settings.target;
    try {
      after.emplace(target, std::make_shared<TargetWorker>(std::move(settings), context_, task));
    } catch (const std::exception& fault) {
      // Threads or memory are used up. The other targets go on, and the next reload tries again.
      context_.log.error("remedies cannot look after this target", {{"target", target}, {"error", fault.what()}});
    }
  };
  for (const TargetRemedies& settings : targets) {
    if (!after.contains(settings.target) && (context_.passive || settings.policy.highest_mode() != Mode::kObserve)) {
      start(settings, TargetWorker::Task::kWork);
    }
  }
  for (const auto& [name, worker] : before) {
    if (worker->leaves_work() && !after.contains(name)) {
      start(rest_of(worker->settings(), targets), TargetWorker::Task::kWindUp);
    }
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  workers_ = std::move(after);
}

void Remedies::stop() {
  std::map<std::string, Worker> workers;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    workers = std::move(workers_);
    workers_.clear();
  }
  for (const auto& [name, worker] : workers) {
    worker->begin_stop();
  }
  for (const auto& [name, worker] : workers) {
    worker->stop();
  }
}

Remedies::Worker Remedies::worker(const std::string& target) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = workers_.find(target);
  return found == workers_.end() ? nullptr : found->second;
}

std::vector<Remedies::Worker> Remedies::chosen(const std::string& target) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Worker> chosen;
  for (const auto& [name, worker] : workers_) {
    if (target.empty() || target == name) {
      chosen.push_back(worker);
    }
  }
  return chosen;
}

std::vector<NominationOutcome> Remedies::nominate(const std::vector<Nomination>& nominations) {
  std::vector<NominationOutcome> outcomes(nominations.size());
  std::map<std::string, std::vector<std::size_t>> by_target;
  for (std::size_t i = 0; i < nominations.size(); ++i) {
    by_target[nominations[i].target].push_back(i);
  }
  for (const auto& [target, places] : by_target) {
    const Worker one = worker(target);
    std::vector<Nomination> part;
    for (const std::size_t place : places) {
      part.push_back(nominations[place]);
      outcomes[place] = {NominationFate::kNotConfigured, "", no_target(target).message};
    }
    if (one != nullptr) {
      std::vector<NominationOutcome> answers = one->nominate(part);
      for (std::size_t i = 0; i < places.size(); ++i) {
        outcomes[places[i]] = std::move(answers[i]);
      }
    }
  }
  return outcomes;
}

Status Remedies::withdraw(const std::vector<Nomination>& nominations) {
  std::map<std::string, std::vector<Nomination>> by_target;
  for (const Nomination& nomination : nominations) {
    by_target[nomination.target].push_back(nomination);
  }
  Status result;
  for (const auto& [target, part] : by_target) {
    if (const Worker one = worker(target)) {
      const Status status = one->withdraw(part);
      if (!status.ok()) {
        result = status;  // the others' journals may be there
      }
    }
  }
  return result;
}

Status Remedies::decide(const std::string& id, Event event, const std::string& actor) {
  std::optional<Error> trouble;
  for (const Worker& one : chosen("")) {
    const Result<bool> done = one->decide(id, event, actor);
    if (done && *done) {
      return {};
    }
    if (!done) {
      trouble = done.error();
      if (trouble->code == ErrorCode::kInvalid) {
        break;
      }
    }
  }
  return trouble ? Status(*trouble) : Status(Error{ErrorCode::kInvalid, "there is no such action"});
}

Status Remedies::approve(const std::string& id, const std::string& actor) {
  return decide(id, Event::kApprove, actor);
}

Status Remedies::reject(const std::string& id, const std::string& actor) {
  return decide(id, Event::kReject, actor);
}

Status Remedies::cancel(const std::string& id, const std::string& actor) {
  return decide(id, Event::kWithdraw, actor);
}

Status Remedies::release(const std::string& id, const std::string& actor) {
  return decide(id, Event::kRelease, actor);
}

Status Remedies::steer(const std::string& target, const std::function<Status(TargetWorker&)>& order) {
  const std::vector<Worker> workers = chosen(target);
  if (workers.empty() && !target.empty()) {
    return no_target(target);
  }
  Status result;
  for (const Worker& one : workers) {
    const Status status = order(*one);
    if (!status.ok()) {
      result = status;
    }
  }
  return result;
}

Status Remedies::pause(const std::string& target, const std::string& actor) {
  return steer(target, [&](TargetWorker& one) { return one.set_paused(true, actor); });
}

Status Remedies::resume(const std::string& target, const std::string& actor) {
  return steer(target, [&](TargetWorker& one) { return one.set_paused(false, actor); });
}

Status Remedies::abort(const std::string& target, const std::string& actor) {
  return steer(target, [&](TargetWorker& one) { return one.abort(actor); });
}

std::vector<std::string> Remedies::targets() const {
  std::vector<std::string> names;
  for (const Worker& one : chosen("")) {
    names.push_back(one->target());
  }
  return names;
}

Result<RemedyStatus> Remedies::status(const std::string& target) const {
  const Worker one = worker(target);
  return one == nullptr ? Result<RemedyStatus>(no_target(target)) : one->status();
}

void Remedies::look() {
  for (const Worker& one : chosen("")) {
    one->look();
  }
}

std::vector<RemedySample> Remedies::samples(const std::string& target) const {
  const Worker one = worker(target);
  return one == nullptr ? std::vector<RemedySample>() : one->samples();
}

Result<std::vector<PlannedAction>> Remedies::plan(const std::string& target, const ActionFilter& filter) {
  const Worker one = worker(target);
  return one == nullptr ? Result<std::vector<PlannedAction>>(no_target(target)) : one->plan(filter);
}

Result<PlannedAction> Remedies::explain(const Nomination& nomination) {
  const Worker one = worker(nomination.target);
  return one == nullptr ? Result<PlannedAction>(no_target(nomination.target)) : one->explain(nomination);
}

}  // namespace pgmedic
