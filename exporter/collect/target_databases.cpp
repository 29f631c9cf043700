// Which databases a target has, and whether the roaming session gets into them.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "collect/target_state.h"

namespace pgmedic {

void TargetState::set_databases(const std::vector<std::string>& databases, const std::map<std::string, std::string>& closed) {
  std::vector<JobPtr> gone;
  std::set<std::string> shut_now;
  bool none_left = false;
  {
    const std::lock_guard lock(mutex_);
    round_done_ = round_is_done();  // before there are new ones
    none_left = databases.empty() && (!databases_known_ || !databases_.empty()) && schedule_.visits_databases();
    gone = schedule_.set_databases(databases, clock_.steady_now());
    for (const std::string& database : databases) {
      databases_.try_emplace(database, DatabaseState{false, false, {}, Backoff(longest_backoff())});
    }
    for (auto database = databases_.begin(); database != databases_.end();) {
      const bool listed = std::find(databases.begin(), databases.end(), database->first) != databases.end();
      database = listed ? std::next(database) : databases_.erase(database);
    }
    for (const JobPtr& job : gone) {
      store_->remove(job->key());
    }
    if (!std::exchange(databases_known_, true)) {
      drop_foreign();  // a predecessor may have had others
    }
    shut_now = apply_closed(closed);
  }
  std::set<std::string> told;
  for (const JobPtr& job : gone) {
    if (told.insert(job->database).second) {
      log_.info("database is gone", {{"target", settings_.name}, {"database", repair_utf8(job->database)}});
    }
  }
  for (const std::string& database : shut_now) {
    log_unreachable(database, closed.at(database));
  }
  if (none_left) {
    log_.warn("there is no database to visit", {{"target", settings_.name}, {"reason", kNoDatabaseLeft}});
  }
  wake_.notify_all();
}

std::set<std::string> TargetState::apply_closed(const std::map<std::string, std::string>& closed) {
  std::set<std::string> news;
  const SteadyTime now = clock_.steady_now();
  for (auto& [name, database] : databases_) {
    const auto why = closed.find(name);
    if (why != closed.end()) {
      database.closed = true;
      // Not even tried: each attempt would be a new backend, and a line in the server's log.
      if (shut(name, database, Error{ErrorCode::kPermission, why->second}, SteadyTime::max())) {
        news.insert(name);
      }
    } else if (std::exchange(database.closed, false)) {
      database.let_in(now);
      for (const JobPtr& job : schedule_.jobs()) {
        if (job->runner == Runner::kRoaming && place_of(*job) == name) {
          job->next_due = now;
        }
      }
    }
  }
  return news;
}

void TargetState::inherit(const TargetState& before) {
  const TargetStatus was = before.status();
  const bool round_done = before.all_asked();
  const std::lock_guard lock(mutex_);
  round_done_ = round_done;
  if (settings_.include_databases == before.settings_.include_databases &&
      settings_.exclude_databases == before.settings_.exclude_databases) {
    schedule_.set_databases(was.databases, clock_.steady_now());
    for (const std::string& database : was.databases) {
      databases_.try_emplace(database, DatabaseState{false, false, {}, Backoff(longest_backoff())});
    }
  }
  std::map<SnapshotStore::Key, const CollectorStatus*> known;
  for (const CollectorStatus& status : was.collectors) {
    known[{status.collector, status.database}] = &status;
  }
  for (const JobPtr& job : schedule_.jobs()) {
    const auto status = known.find(job->key());
    if (status != known.end() && status->second->supported) {
      const CollectorStatus fresh = std::exchange(job->status, *status->second);
      job->status.interval = fresh.interval;
      job->status.effective_interval = fresh.effective_interval;
    }
  }
  drop_foreign();
}

TargetState::DatabaseState* TargetState::find_database(const std::string& database) {
  const auto found = databases_.find(database);
  if (found != databases_.end()) {
    return &found->second;
  }
  return database == facts_.database ? &unlisted_main_ : nullptr;
}

bool TargetState::no_database_is_up() const {
  return !unlisted_main_.up && std::all_of(databases_.begin(), databases_.end(),
                                           [](const auto& database) { return database.second.known && !database.second.up; });
}

void TargetState::database_up(const std::string& database) {
  bool returned = false;
  {
    const std::lock_guard lock(mutex_);
    if (DatabaseState* const entered = find_database(database)) {
      returned = entered->known && !entered->up;
      entered->known = true;
      entered->up = true;
      entered->backoff.reset();
      entered->error.clear();
    }
    if (returned) {
      // They failed with it, some of them long before they are due.
      for (const JobPtr& job : schedule_.jobs()) {
        if (job->runner == Runner::kRoaming && job->status.failing && place_of(*job) == database) {
          job->next_due = std::min(job->next_due, clock_.steady_now());
        }
      }
    }
  }
  if (returned) {
    log_.info("database can be reached again", {{"target", settings_.name}, {"database", repair_utf8(database)}});
  }
}

bool TargetState::database_down(const std::string& database, const JobPtr& job, const Error& error) {
  metrics_->count("pgmedic_collector_errors_total", {{"collector", job->collector->name}, {"reason", error_reason(error.code)}});
  bool lost = false;
  bool everywhere = false;
  {
    const std::lock_guard lock(mutex_);
    DatabaseState* const refused = find_database(database);
    if (refused == nullptr) {
      return false;
    }
    lost = shut(database, *refused, error, std::max(refused->retry_at, clock_.steady_now() + refused->backoff.next()));
    everywhere = no_database_is_up();
  }
  if (lost) {
    log_unreachable(database, error.text());
  }
  return everywhere;
}

bool TargetState::shut(const std::string& name, DatabaseState& database, const Error& error, SteadyTime retry_at) {
  const bool news = !database.known || database.up;
  database.known = true;
  database.up = false;
  database.retry_at = retry_at;
  database.error = error.text();
  for (const JobPtr& job : schedule_.jobs()) {
    if (job->runner == Runner::kRoaming && place_of(*job) == name) {
      note_unreachable(job, error);
      // Overdue, it would go before what is due where we are let in.
      job->next_due = std::max(job->next_due, retry_at);
    }
  }
  return news;
}

void TargetState::log_unreachable(const std::string& database, const std::string& error) const {
  log_.warn("database cannot be reached", {{"target", settings_.name}, {"database", repair_utf8(database)}, {"error", error}});
}

}  // namespace pgmedic
