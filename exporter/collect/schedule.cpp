#include "collect/schedule.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace pgmedic {
namespace {

bool is_enabled(const Collector& collector, const CollectSettings& settings) {
  return !settings.disabled.contains(collector.name) && (settings.enabled.empty() || settings.enabled.contains(collector.name));
}

Milliseconds default_interval(const Collector& collector, const CollectSettings& settings) {
  if (!collector.interval_is_default) {
    return collector.interval;
  }
  if (collector.lane == Lane::kSlow) {
    return settings.slow_interval;
  }
  return collector.scope == Scope::kDatabase ? settings.database_interval : settings.cluster_interval;
}

Runner runner_of(const Collector& collector) {
  if (collector.scope == Scope::kPgBouncer) {
    return Runner::kConsole;
  }
  return collector.scope == Scope::kCluster && collector.lane == Lane::kFast ? Runner::kSteady : Runner::kRoaming;
}

}  // namespace

Schedule::Schedule(const Catalog& catalog, CollectSettings settings, const std::vector<std::string>& pgbouncers, SteadyTime now)
    : catalog_(catalog), settings_(std::move(settings)) {
  for (const Collector& collector : catalog_.collectors()) {
    if (!is_enabled(collector, settings_)) {
      CollectorStatus status;
      status.collector = collector.name;
      status.scope = collector.scope;
      status.lane = collector.lane;
      status.supported = false;
      status.unsupported_reason = "disabled";
      status.unsupported_detail = "switched off in the configuration";
      disabled_.push_back(std::move(status));
    } else if (collector.scope == Scope::kCluster) {
      jobs_.push_back(make_job(collector, "", now));
    } else if (collector.scope == Scope::kPgBouncer) {
      for (const std::string& pgbouncer : pgbouncers) {
        jobs_.push_back(make_job(collector, pgbouncer, now));
      }
    }
  }
}

JobPtr Schedule::make_job(const Collector& collector, const std::string& database, SteadyTime now) const {
  auto job = std::make_shared<Job>();
  job->collector = &collector;
  job->database = database;
  job->runner = runner_of(collector);
  job->timeout = collector.timeout;
  job->next_due = now;
  job->status.collector = collector.name;
  job->status.database = database;
  job->status.scope = collector.scope;
  job->status.lane = collector.lane;
  job->status.interval = default_interval(collector, settings_);
  const auto override_of = settings_.overrides.find(collector.name);
  if (override_of != settings_.overrides.end()) {
    job->status.interval = override_of->second.interval.value_or(job->status.interval);
    job->timeout = override_of->second.timeout.value_or(job->timeout);
  }
  job->status.effective_interval = job->status.interval;
  return job;
}

std::vector<JobPtr> Schedule::set_databases(const std::vector<std::string>& databases, SteadyTime now) {
  const std::set<std::string> wanted(databases.begin(), databases.end());
  std::set<std::string> known;
  std::vector<JobPtr> gone;
  std::vector<JobPtr> kept;
  for (const JobPtr& job : jobs_) {
    const bool per_database = job->collector->scope == Scope::kDatabase;
    if (per_database && !wanted.contains(job->database)) {
      job->removed = true;
      gone.push_back(job);
      continue;
    }
    if (per_database) {
      known.insert(job->database);
    }
    kept.push_back(job);
  }
  jobs_ = std::move(kept);
  for (const std::string& database : wanted) {
    if (known.contains(database)) {
      continue;
    }
    for (const Collector& collector : catalog_.collectors()) {
      if (collector.scope == Scope::kDatabase && is_enabled(collector, settings_)) {
        jobs_.push_back(make_job(collector, database, now));
      }
    }
  }
  return gone;
}

bool Schedule::goes_before(const Job& a, const Job& b, SteadyTime now, std::string_view here) {
  const auto rank = [&](const Job& job) {
    const bool starved = now - job.next_due > job.status.effective_interval;
    const bool slow = job.status.lane == Lane::kSlow && !starved;
    return std::tuple(slow, job.database != here, job.next_due);
  };
  return rank(a) < rank(b);
}

SteadyTime Schedule::next_due(Runner runner, std::string_view name) const {
  SteadyTime next = SteadyTime::max();
  for (const JobPtr& job : jobs_) {
    if (job->runner == runner && (runner != Runner::kConsole || job->database == name)) {
      next = std::min(next, job->next_due);
    }
  }
  return next;
}

void Schedule::finish(Job& job, SteadyTime started, std::optional<double> server_seconds) {
  job.asked = true;
  if (server_seconds) {
    charge(job, *server_seconds);
  }
  job.next_due = started + job.status.effective_interval;
}

void Schedule::charge(Job& job, double server_seconds) {
  // Up by halves, so that one slow moment does not thin a graph; down at once, so that a collector comes back when it can.
  job.cost_seconds = server_seconds < job.cost_seconds || job.cost_seconds == 0 ? server_seconds : (job.cost_seconds + server_seconds) / 2;
  // The budget is the collector's, over all databases together: three hundred cheap visits are not cheap.
  double total = 0;
  for (const JobPtr& other : jobs_) {
    if (other->collector == job.collector) {
      total += other->cost_seconds;
    }
  }
  const Milliseconds affordable(static_cast<Milliseconds::rep>(total / limits::kDutyCycle * 1000));
  for (const JobPtr& other : jobs_) {
    if (other->collector == job.collector) {
      other->status.effective_interval = std::max(other->status.interval, affordable);
    }
  }
}

void Schedule::retry_soon(Job& job, SteadyTime started, double seconds) {
  const auto affordable = std::chrono::duration_cast<Milliseconds>(std::chrono::duration<double>(seconds / limits::kDutyCycle));
  job.next_due = std::min(job.next_due, started + std::max<Milliseconds>(limits::kRetryAfterFailure, affordable));
}

void Schedule::retry_now(Runner runner, std::string_view name, SteadyTime now) {
  for (const JobPtr& job : jobs_) {
    const bool concerned = job->runner == runner && (runner != Runner::kConsole || job->database == name);
    if (concerned && (job->status.failing || !job->asked || job->status.expired)) {
      job->next_due = std::min(job->next_due, now);
    }
  }
}

bool Schedule::visits_databases() const {
  const auto& all = catalog_.collectors();
  return std::any_of(all.begin(), all.end(),
                     [&](const Collector& collector) { return collector.scope == Scope::kDatabase && is_enabled(collector, settings_); });
}

bool Schedule::all_asked() const {
  return std::all_of(jobs_.begin(), jobs_.end(), [](const JobPtr& job) { return job->asked; });
}

}  // namespace pgmedic
