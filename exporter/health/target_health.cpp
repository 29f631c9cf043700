#include "health/target_health.h"

#include <algorithm>
#include <utility>

#include "health/own_checks.h"
#include "health/report.h"
#include "health/samples.h"

namespace pgmedic {
namespace {

// Own checks are judged whenever somebody looks.
constexpr Milliseconds kForever = std::chrono::hours(24 * 365);

}  // namespace

std::set<std::string> TargetHealth::apply(std::shared_ptr<const HealthPlan> plan) {
  const SteadyTime now = clock_.steady_now();
  std::set<std::string> changed;
  const std::lock_guard lock(mutex_);
  for (const Check& check : plan->checks) {
    const Check* before = plan_->find(check.name);
    if (before == nullptr || !judges_alike(*before, check)) {
      changed.insert(check.collector);
      book_.rejudge(check, now);
    }
  }
  changed.erase("");  // own checks need no rows
  book_.forget_unless([&](const std::string& check, const std::string& /*place*/) { return plan->find(check) != nullptr; });
  plan_ = std::move(plan);
  return changed;
}

std::shared_ptr<const HealthPlan> TargetHealth::plan() const {
  const std::lock_guard lock(mutex_);
  return plan_;
}

Judgement TargetHealth::judge(const Check& check, const Collector& collector, const RowSet& rows, const JudgeContext& context,
                              const std::string& server_life) {
  if (check.increase.count() == 0) {
    Increases none;
    return judge_rows(check, collector, rows, context, none);
  }
  const std::lock_guard lock(counters_mutex_);
  Increases& increases = counters_[{check.name, context.place}];
  increases.measured_on(server_life);
  return judge_rows(check, collector, rows, context, increases);
}

void TargetHealth::rows(const Collector& collector, const std::string& place, const RowSet& rows, const RowSource& source,
                        Milliseconds ttl) {
  const std::shared_ptr<const HealthPlan> plan = this->plan();
  const auto checks = plan->by_collector.find(collector.name);
  if (checks == plan->by_collector.end()) {
    return;
  }
  for (const Check* check : checks->second) {
    const Moment moment = now();
    Judgement judgement = judge(*check, collector, rows, {place, source.major, moment.steady}, source.life);
    const std::lock_guard lock(mutex_);
    // Judged while the thresholds changed: the new ones are measured with the next rows.
    if (plan_ == plan) {
      book_.update(*check, place, std::move(judgement), moment, ttl);
    }
  }
}

void TargetHealth::look(const TargetStatus& status) {
  forget_if_elsewhere(status.server);
  const Moment moment = now();
  const std::shared_ptr<const HealthPlan> plan = this->plan();
  for (const Check& check : plan->checks) {
    if (!check.collector.empty()) {
      continue;
    }
    std::optional<Judgement> judgement = judge_own(check, status, moment.wall);
    const std::lock_guard lock(mutex_);
    if (plan_ != plan) {
      continue;
    }
    if (judgement) {
      book_.update(check, "", std::move(*judgement), moment, kForever);
    } else {
      book_.forget_unless([&](const std::string& name, const std::string& /*place*/) { return name != check.name; });
    }
  }
  forget_gone(status);
}

// The configuration gave the name to another server: nothing that is known is about it.
void TargetHealth::forget_if_elsewhere(const std::string& server) {
  if (server.empty()) {
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    const std::string before = std::exchange(server_, server);
    if (before.empty() || before == server) {
      return;
    }
    book_.forget_unless([](const std::string& /*check*/, const std::string& /*place*/) { return false; });
  }
  const std::lock_guard lock(counters_mutex_);
  counters_.clear();
}

// Databases that were dropped. A target that was just started anew does not know its databases yet.
void TargetHealth::forget_gone(const TargetStatus& status) {
  if (!status.up || status.databases.empty()) {
    return;
  }
  std::set<Place> there;  // collectors and places
  for (const CollectorStatus& collector : status.collectors) {
    there.insert({collector.collector, collector.database});
  }
  const std::shared_ptr<const HealthPlan> plan = this->plan();
  const auto keep = [&](const std::string& name, const std::string& place) {
    const Check* check = plan->find(name);
    return check != nullptr && (check->collector.empty() || there.contains({check->collector, place}));
  };
  {
    const std::lock_guard lock(mutex_);
    book_.forget_unless(keep);
  }
  const std::lock_guard lock(counters_mutex_);
  for (auto counter = counters_.begin(); counter != counters_.end();) {
    counter = keep(counter->first.first, counter->first.second) ? std::next(counter) : counters_.erase(counter);
  }
}

HealthReport TargetHealth::report(const TargetStatus& status) {
  look(status);
  const std::lock_guard lock(mutex_);
  return make_report(*plan_, book_, status, clock_.steady_now());
}

std::vector<OwnSample> TargetHealth::samples(const TargetStatus& status) {
  const HealthReport report = this->report(status);
  return health_samples(plan()->checks, report);
}

}  // namespace pgmedic
