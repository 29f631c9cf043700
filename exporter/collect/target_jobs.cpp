// How a target's jobs are taken and how they end.
#include <algorithm>

#include "base/text.h"
#include "collect/target_state.h"

namespace pgmedic {
namespace {

// Every runner looks up at least this often: a bound for waits, not a poll interval.
constexpr auto kLongestWait = std::chrono::seconds(5);
constexpr auto kBackoffLook = std::chrono::milliseconds(100);

const char* hint_of(MappingFault::Kind kind) {
  switch (kind) {
    case MappingFault::Kind::kMissingColumn:
      return "declare the majors that have the column with since or until (for PgBouncer: optional), or fix the query";
    case MappingFault::Kind::kUndeclaredColumn: return "declare the column under metrics or labels, or take it out of the query";
    case MappingFault::Kind::kNotANumber: return "cast the column to a number in the query";
    case MappingFault::Kind::kDuplicateSeries: return "two rows have the same labels: aggregate, or add a label that tells them apart";
    case MappingFault::Kind::kNullLabel: return "labels must not be NULL: COALESCE them in the query";
    case MappingFault::Kind::kBadName: return "the value cannot be part of a metric's name";
  }
  return "";
}

}  // namespace

JobPtr TargetState::find_due(Runner runner, const std::string& name, SteadyTime now, const std::string& here) {
  return schedule_.next(runner, name, now, here, [&](const Job& job) {
    const DatabaseState* const database = runner == Runner::kRoaming ? find_database(place_of(job)) : nullptr;
    return database == nullptr || database->retry_at <= now;
  });
}

JobPtr TargetState::take_due(Runner runner, const std::string& name, const std::string& here) {
  const std::lock_guard lock(mutex_);
  return stopping_ ? nullptr : find_due(runner, name, clock_.steady_now(), here);
}

JobPtr TargetState::wait_for_job(Runner runner, const std::string& name, const std::string& here, SteadyTime look_around) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const SteadyTime now = clock_.steady_now();
    if (now >= look_around || (runner == Runner::kRoaming && !up_)) {
      return nullptr;
    }
    if (JobPtr job = find_due(runner, name, now, here)) {
      return job;
    }
    const SteadyTime next = schedule_.next_due(runner, name);
    SteadyTime until = std::min(look_around, now + kLongestWait);
    // Jobs that somebody asked for, but that a database's backoff holds back, leave `next` in the past: look again soon.
    until = next > now ? std::min(until, next) : std::min(until, now + kBackoffLook);
    wake_.wait_for(lock, until - now);
  }
  return nullptr;
}

void TargetState::note_end(Job& job, SteadyTime started, const char* outcome) {
  job.asked = true;
  job.status.last_duration = clock_.steady_now() - started;
  job.status.last_error_reason = outcome;
  ++job.status.runs;
  metrics_->observe("pgmedic_collector_duration_seconds", {{"collector", job.status.collector}}, job.status.last_duration.count());
}

void TargetState::count_dropped(const Job& job, const char* reason, std::size_t series) const {
  if (series > 0) {
    metrics_->count("pgmedic_series_dropped_total", {{"collector", job.collector->name}, {"reason", reason}}, static_cast<double>(series));
  }
}

Milliseconds TargetState::charge(const JobPtr& job, double server_seconds) {
  metrics_->count("pgmedic_collector_database_seconds_total", {{"collector", job->status.collector}}, server_seconds);
  const std::lock_guard lock(mutex_);
  schedule_.charge(*job, server_seconds);
  return limits::kIntervalsToLive * job->status.effective_interval;
}

void TargetState::succeeded(const JobPtr& job, SteadyTime started, MappedRows mapped) {
  count_dropped(*job, "target_limit", mapped.dropped_by_max_series);
  count_dropped(*job, "limit", mapped.dropped_series - mapped.dropped_by_max_series);
  report_faults(*job, mapped.faults);
  std::unique_lock lock(mutex_);
  note_end(*job, started, "");
  schedule_.finish(*job, started, std::nullopt);
  if (job->removed) {
    return;
  }
  const bool recovered = job->status.failing;
  job->status.supported = true;
  job->status.unsupported_reason.clear();
  job->status.unsupported_detail.clear();
  job->status.failing = false;
  job->status.expired = false;
  job->status.last_error.clear();
  job->status.last_success = clock_.wall_now();
  job->status.series = mapped.part.series;
  const SteadyTime expires = clock_.steady_now() + limits::kIntervalsToLive * job->status.effective_interval;
  store_->publish(job->key(), std::make_shared<const Part>(std::move(mapped.part)), expires);
  lock.unlock();
  if (recovered) {
    log_.info("collector works again",
              {{"target", settings_.name}, {"collector", job->collector->name}, {"database", repair_utf8(job->database)}});
  }
}

void TargetState::failed(const JobPtr& job, SteadyTime started, const Error& error) {
  const std::string& collector = job->collector->name;
  metrics_->count("pgmedic_collector_errors_total", {{"collector", collector}, {"reason", error_reason(error.code)}});
  // A frozen or vanished server's time is not the collector's cost; a statement that ran into its timeout is.
  const bool server_answered =
      error.code != ErrorCode::kDeadline && error.code != ErrorCode::kUnavailable && error.code != ErrorCode::kNoDatabase;
  const double seconds = std::chrono::duration<double>(clock_.steady_now() - started).count();
  if (server_answered) {
    metrics_->count("pgmedic_collector_database_seconds_total", {{"collector", collector}}, seconds);
  }
  if (error.code == ErrorCode::kDeadline) {
    metrics_->count("pgmedic_deadline_cuts_total", {});
  }
  std::unique_lock lock(mutex_);
  note_end(*job, started, error_reason(error.code));
  schedule_.finish(*job, started, server_answered ? std::optional(seconds) : std::nullopt);
  // A connection that was cut under it is no reason to wait either: the session has its own backoff.
  if (server_answered || error.code == ErrorCode::kUnavailable) {
    Schedule::retry_soon(*job, started, seconds);
  }
  ++job->status.failures;
  const bool news = !job->status.failing && !job->removed;
  job->status.failing = true;
  job->status.last_error = error.text();
  lock.unlock();
  if (news) {
    log_.warn("collector failed", {{"target", settings_.name},
                                   {"collector", collector},
                                   {"database", repair_utf8(job->database)},
                                   {"reason", error_reason(error.code)},
                                   {"error", error.text()}});
  }
}

void TargetState::unsupported(const JobPtr& job, SteadyTime now, const Unmet& unmet) {
  std::unique_lock lock(mutex_);
  job->asked = true;
  schedule_.finish(*job, now, std::nullopt);
  const bool news = job->status.supported && !job->removed;
  job->status.supported = false;
  job->status.unsupported_reason = unmet.reason;
  job->status.unsupported_detail = unmet.detail;
  job->status.failing = false;
  job->status.last_error.clear();
  job->status.last_error_reason.clear();
  job->status.series = 0;
  store_->remove(job->key());
  lock.unlock();
  if (news) {
    log_.debug("collector rests", {{"target", settings_.name},
                                   {"collector", job->collector->name},
                                   {"database", repair_utf8(job->database)},
                                   {"reason", unmet.detail}});
  }
}

void TargetState::report_faults(const Job& job, const std::vector<MappingFault>& faults) {
  const std::string& collector = job.collector->name;
  for (const MappingFault& fault : faults) {
    const char* reason = fault_reason(fault.kind);
    metrics_->count("pgmedic_mapping_faults_total", {{"collector", collector}, {"reason", reason}}, static_cast<double>(fault.count));
    if (fault.kind == MappingFault::Kind::kDuplicateSeries) {
      metrics_->count("pgmedic_duplicate_series_total", {{"collector", collector}}, static_cast<double>(fault.count));
    }
    bool news = false;
    {
      const std::lock_guard lock(mutex_);
      news = logged_faults_.insert(collector + "/" + reason).second;
    }
    if (news) {
      log_.warn("collector's rows do not fit its header", {{"target", settings_.name},
                                                           {"collector", collector},
                                                           {"database", repair_utf8(job.database)},
                                                           {"fault", reason},
                                                           {"example", fault.example},
                                                           {"hint", hint_of(fault.kind)}});
    }
  }
}

void TargetState::drop_foreign() {
  std::set<SnapshotStore::Key> ours;
  for (const JobPtr& job : schedule_.jobs()) {
    ours.insert(job->key());
  }
  for (const SnapshotStore::Key& key : store_->keys()) {
    const Collector* collector = catalog_->find(key.first);
    const bool of_database = collector != nullptr && collector->scope == Scope::kDatabase;
    const auto& disabled = schedule_.disabled();
    const bool off =
        std::any_of(disabled.begin(), disabled.end(), [&](const CollectorStatus& status) { return status.collector == key.first; });
    const bool may_come = of_database && !off && !databases_known_;
    if (!may_come && !ours.contains(key)) {
      store_->remove(key);
    }
  }
}

void TargetState::expire() {
  const std::lock_guard lock(mutex_);
  const std::vector<SnapshotStore::Key> expired = store_->expire(clock_.steady_now());
  if (expired.empty()) {
    return;
  }
  const std::set<SnapshotStore::Key> keys(expired.begin(), expired.end());
  for (const JobPtr& job : schedule_.jobs()) {
    if (keys.contains(job->key())) {
      job->status.expired = true;
      job->status.series = 0;
    }
  }
}

void TargetState::show_state() const {
  if (observer_ != nullptr) {
    observer_->look(status());
  }
}

void TargetState::ask_again(const std::set<std::string>& collectors) {
  {
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady_now();
    for (const JobPtr& job : schedule_.jobs()) {
      if (collectors.contains(job->collector->name)) {
        job->next_due = std::min(job->next_due, now);
      }
    }
  }
  wake_.notify_all();
}

std::size_t TargetState::series_left(const Job& job) const {
  const std::size_t others = store_->series_without(job.key());
  const std::size_t limit = settings_.collect.series_per_target;
  return others < limit ? limit - others : 0;
}

std::vector<std::pair<std::string, std::string>> TargetState::console_labels(const std::string& name) const {
  if (settings_.pgbouncers.size() < 2) {
    return {};
  }
  return {{"pgbouncer", name}};
}

}  // namespace pgmedic
