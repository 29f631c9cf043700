#include "remedy/worker.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "remedy/steps.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr auto kGoodbye = 1'500ms;  // to write down that we let go, before connections are cut
constexpr auto kClearUpEvery = 1h;
constexpr auto kFindingRests = 5min;  // a finding is told to the journal that often

std::string name_of(const Nomination& nomination) {
  return std::string(remedy_name(nomination.remedy)) + "\n" + nomination.object.database + "\n" + nomination.object.schema + "\n" +
         nomination.object.table + "\n" + nomination.object.index;
}

std::set<Remedy> active_remedies(const TargetPolicy& policy) {
  std::set<Remedy> active;
  for (const Remedy remedy : kRemedies) {
    if (policy.mode_of(remedy) != Mode::kObserve) {
      active.insert(remedy);
    }
  }
  return active;
}

}  // namespace

TargetWorker::TargetWorker(TargetRemedies settings, const RemediesContext& context, Task task)
    : settings_(std::move(settings)),
      task_(task),
      context_(context),
      connector_(context.connectors(settings_.connection)),
      tally_(active_remedies(settings_.policy)),
      journal_([this] { return connector_->connect(settings_.policy.audit_database, "journal"); }, settings_.target, context.replica,
               &tally_),
      survey_(settings_.policy, journal_, context.clock, tally_, context.pace.survey),
      outside_(context.outside, context.clock),
      bench_{settings_.target, settings_.policy, *connector_, journal_, *context.judge,    *context.files, context.clock,
             context.log,      orders_,          tally_,      survey_,  context.pace.tick, outside_},
      executor_(bench_),
      proposals_(bench_, context_.pace),
      leftovers_(bench_, context.pace.leftovers) {
  status_.target = settings_.target;
  if (!context.passive) {
    thread_ = std::thread([this] { run(); });
  }
}

TargetWorker::~TargetWorker() {
  stop();
}

void TargetWorker::begin_stop() {
  orders_.stop();
  outside_.stop();
}

void TargetWorker::stop() {
  begin_stop();
  if (thread_.joinable()) {
    std::unique_lock<std::mutex> lock(mutex_);
    ended_.wait_for(lock, kGoodbye, [&] { return done_; });
  }
  connector_->interrupt();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void TargetWorker::run() {
  while (!orders_.stopping()) {
    const Milliseconds pause = turn() ? context_.pace.tick : backoff_.next();
    orders_.rest(pause);
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  done_ = true;
  ended_.notify_all();
}

Status TargetWorker::open_journal() {
  Status status = journal_.connect();
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string said = status.ok() ? "" : status.error().text();
  if (said != status_.journal_error && !said.empty()) {
    context_.log.error("the journal cannot be used, so nothing is done", {{"target", settings_.target}, {"error", said}});
  }
  status_.journal_ok = status.ok();
  status_.journal_error = said;
  return status;
}

std::optional<std::vector<Action>> TargetWorker::take_in() {
  if (!open_journal().ok()) {
    return std::nullopt;
  }
  Result<std::vector<Action>> open = journal_.open_actions();
  const Result<ControlState> control = journal_.control();
  if (!open || !control) {
    journal_.disconnect();
    return std::nullopt;
  }
  survey_.see(*open, *control);
  const bool killed = is_killed();
  const std::lock_guard<std::mutex> lock(mutex_);
  status_.killed = killed;
  return std::move(*open);
}

bool TargetWorker::turn() {
  std::optional<std::vector<Action>> open = take_in();
  if (!open) {
    return false;
  }
  backoff_.reset();
  survey_.refresh(false);
  leftovers_.look();
  proposals_.forget_all_but(*open);
  at_work_ = recover(*open);
  if (at_work_) {
    return true;
  }
  if (task_ == Task::kWindUp) {
    journal_.disconnect();
    orders_.stop();
    return true;
  }
  look_at_successes();
  clear_up();
  nominate_findings();
  const RemedyStatus now = status();
  if (now.killed) {
    return true;
  }
  proposals_.tend(*open);
  if (now.paused) {
    return true;
  }
  if (std::optional<Action> action = proposals_.next(*open)) {
    try_out(std::move(*action));
  }
  return true;
}

void TargetWorker::try_out(Action action) {
  const std::string id = action.id;
  std::optional<Candidate> measured;
  if (!proposals_.is_still_held(action)) {
    at_work_ = executor_.attempt(std::move(action));
    measured = executor_.measured();
  }
  proposals_.tried(id, measured);
}

// What executes and is in nobody's hands is taken up. True when there is any: nothing else is begun then.
bool TargetWorker::recover(std::vector<Action>& open) {
  bool any = false;
  for (Action& action : open) {
    if (!is_executing(action.state)) {
      continue;
    }
    any = true;
    const SteadyTime now = context_.clock.steady_now();
    const auto last = recovered_.find(action.id);
    if (last != recovered_.end() && now - last->second < context_.pace.recover) {
      continue;
    }
    const Result<bool> ours = journal_.take_over(action.id);
    if (ours && *ours) {
      recovered_[action.id] = now;
      executor_.resume(std::move(action));
    }
  }
  if (!any) {
    recovered_.clear();
  }
  return any;
}

// Not being able to tell counts as "on".
bool TargetWorker::is_killed() {
  const std::string& file = settings_.policy.kill_switch_file;
  if (file.empty()) {
    return false;
  }
  const Result<bool> there = context_.files->exists(file);
  return !there || *there;
}

bool TargetWorker::is_due(std::optional<SteadyTime>& last, Milliseconds every) {
  const SteadyTime now = context_.clock.steady_now();
  if (last && now - *last < every) {
    return false;
  }
  last = now;
  return true;
}

void TargetWorker::nominate_findings() {
  if (!settings_.policy.nominate_findings || !context_.findings || !is_due(findings_at_, context_.pace.findings)) {
    return;
  }
  const SteadyTime now = context_.clock.steady_now();
  std::erase_if(nominated_, [&](const auto& entry) { return now - entry.second > kFindingRests; });
  std::vector<Nomination> fresh;
  for (Nomination& nomination : context_.findings(settings_.target)) {
    if (nominated_.emplace(name_of(nomination), now).second) {
      fresh.push_back(std::move(nomination));
    }
  }
  nominate(fresh);
}

void TargetWorker::look_at_successes() {
  if (!is_due(successes_at_, context_.pace.successes)) {
    return;
  }
  const Result<std::vector<Action>> due = journal_.due_for_verification();
  if (due) {
    for (const Action& action : *due) {
      executor_.look_again(action);
    }
  }
}

void TargetWorker::clear_up() {
  if (is_due(cleared_at_, kClearUpEvery)) {
    static_cast<void>(journal_.adopt_orphans(std::chrono::duration_cast<std::chrono::hours>(settings_.policy.proposal_ttl)).ok());
    static_cast<void>(journal_.forget(std::chrono::duration_cast<std::chrono::hours>(settings_.policy.retention)).ok());
  }
}

}  // namespace pgmedic
