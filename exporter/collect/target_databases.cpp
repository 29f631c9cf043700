// Which databases a target has, and whether the roaming session gets into them.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "collect/target_state.h"

namespace pgmedic {

void TargetState::set_databases(const std::vector<std::string>& databases) {
  std::vector<JobPtr> gone;
  std::set<std::string> forgotten;
  {
    const std::lock_guard lock(mutex_);
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
      forgotten = drop_foreign();  // a predecessor may have had others
    }
  }
  for (const std::string& database : forgotten) {
    metrics_->forget("datname", database);
  }
  for (const JobPtr& job : gone) {
    if (forgotten.insert(job->database).second) {
      metrics_->forget("datname", job->database);
      log_.info("database is gone", {{"target", settings_.name}, {"database", repair_utf8(job->database)}});
    }
  }
  wake_.notify_all();
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
    lost = !refused->known || refused->up;
    refused->known = true;
    refused->up = false;
    refused->retry_at = clock_.steady_now() + refused->backoff.next();
    everywhere = no_database_is_up();
    for (const JobPtr& other : schedule_.jobs()) {
      if (other->runner == Runner::kRoaming && place_of(*other) == database) {
        note_unreachable(other, error);
        // Overdue, it would go before what is due where we are let in.
        other->next_due = std::max(other->next_due, refused->retry_at);
      }
    }
  }
  if (lost) {
    log_.warn("database cannot be reached", {{"target", settings_.name}, {"database", repair_utf8(database)}, {"error", error.text()}});
  }
  return everywhere;
}

}  // namespace pgmedic
