#include "collect/target_state.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace pgmedic {
namespace {

std::vector<std::string> names_of(const std::vector<PgBouncerSettings>& pgbouncers) {
  std::vector<std::string> names;
  names.reserve(pgbouncers.size());
  for (const PgBouncerSettings& pgbouncer : pgbouncers) {
    names.push_back(pgbouncer.name);
  }
  return names;
}

}  // namespace

TargetState::TargetState(TargetSettings settings, std::shared_ptr<const Catalog> catalog, std::shared_ptr<SnapshotStore> store,
                         std::shared_ptr<SelfMetrics> metrics, std::string server, std::shared_ptr<RowObserver> observer,
                         const Clock& clock, Log& log)
    : settings_(std::move(settings)),
      catalog_(std::move(catalog)),
      store_(std::move(store)),
      metrics_(std::move(metrics)),
      observer_(std::move(observer)),
      clock_(clock),
      log_(log),
      schedule_(*catalog_, settings_.collect, names_of(settings_.pgbouncers), clock.steady_now()),
      server_(std::move(server)),
      unlisted_main_{false, false, {}, Backoff(longest_backoff())} {
  for (const PgBouncerSettings& pgbouncer : settings_.pgbouncers) {
    consoles_[pgbouncer.name] = {};
  }
}

Milliseconds TargetState::longest_backoff() const {
  return std::min<Milliseconds>(settings_.collect.cluster_interval, limits::kBackoffLongest);
}

bool TargetState::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void TargetState::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
}

bool TargetState::pause(Milliseconds duration) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, duration, [&] { return stopping_; });
  return !stopping_;
}

bool TargetState::wait_until_up() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return stopping_ || up_; });
  return !stopping_;
}

void TargetState::server_up(const ServerFacts& facts) {
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    const SteadyTime now = clock_.steady_now();
    const bool other_role = facts_.in_recovery != facts.in_recovery;
    // An address may lead to another server from one moment to the next, and a restart may be over before it is noticed.
    const bool other_life = facts_.server_life != facts.server_life && !facts_.server_life.empty() && !facts.server_life.empty();
    changed = !up_ || other_role || other_life;
    round_done_ = round_is_done();
    if (!up_) {
      schedule_.retry_now(Runner::kSteady, "", now);
      schedule_.retry_now(Runner::kRoaming, "", now);
      for (auto& [name, database] : databases_) {
        if (!database.closed) {
          database.let_in(now);
        }
      }
      unlisted_main_.let_in(now);
    }
    if (other_role || other_life) {
      // What was said is of another server, or of another role. Sessions that do not know it yet are told by the count.
      ++roles_seen_;
      for (const JobPtr& job : schedule_.jobs()) {
        if (job->runner != Runner::kConsole) {
          job->next_due = std::min(job->next_due, now);
        }
      }
    }
    up_ = true;
    asked_ = true;
    facts_ = facts;
  }
  wake_.notify_all();
  if (changed) {
    log_.info("server is up",
              {{"target", settings_.name}, {"version", facts.version}, {"role", facts.in_recovery ? "standby" : "primary"}});
  }
}

void TargetState::connected_to(const std::string& server) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(server_, server) == server) {
    return;
  }
  for (const JobPtr& job : schedule_.jobs()) {
    if (job->runner != Runner::kConsole) {
      store_->remove(job->key());
      job->status.series = 0;
      job->next_due = std::min(job->next_due, clock_.steady_now());
    }
  }
}

void TargetState::server_down(const Error& error) {
  bool changed = false;
  std::string server;
  {
    const std::lock_guard lock(mutex_);
    server = server_;
    // Another reason than before is news: a restart that ends in a refused password is no restart.
    changed = up_ || !asked_ || down_because_ != error.text();
    up_ = false;
    asked_ = true;
    down_because_ = error.text();
    for (const JobPtr& job : schedule_.jobs()) {
      if (job->runner != Runner::kConsole) {
        note_unreachable(job, error);
      }
    }
  }
  wake_.notify_all();
  if (changed) {
    log_.warn("server cannot be reached", {{"target", settings_.name}, {"server", server}, {"error", error.text()}});
  }
}

bool TargetState::is_up() const {
  const std::lock_guard lock(mutex_);
  return up_;
}

bool TargetState::was_asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

std::uint64_t TargetState::roles_seen() const {
  const std::lock_guard lock(mutex_);
  return roles_seen_;
}

std::string TargetState::main_database() const {
  const std::lock_guard lock(mutex_);
  return facts_.database;
}

void TargetState::note_unreachable(const JobPtr& job, const Error& error) {
  job->asked = true;
  if (job->status.supported) {
    job->status.failing = true;
    job->status.last_error_reason = error_reason(error.code);
    job->status.last_error = error.text();
  }
}

void TargetState::console_up(const std::string& name) {
  bool news = false;
  {
    const std::lock_guard lock(mutex_);
    schedule_.retry_now(Runner::kConsole, name, clock_.steady_now());
    news = !std::exchange(consoles_[name], ConsoleState{true, true}).up;
  }
  if (news) {
    log_.info("PgBouncer is up", {{"target", settings_.name}, {"pgbouncer", name}});
  }
}

void TargetState::console_down(const std::string& name, const Error& error) {
  bool lost = false;
  {
    const std::lock_guard lock(mutex_);
    ConsoleState& console = consoles_[name];
    lost = console.up || !console.known;
    console = ConsoleState{true, false};
    for (const JobPtr& job : schedule_.jobs()) {
      if (job->runner == Runner::kConsole && job->database == name) {
        note_unreachable(job, error);
      }
    }
  }
  if (lost) {
    log_.warn("PgBouncer cannot be reached", {{"target", settings_.name}, {"pgbouncer", name}, {"error", error.text()}});
  }
}

void TargetState::session_status(SessionStatus status) {
  const std::lock_guard lock(mutex_);
  sessions_[status.name] = std::move(status);
}

bool TargetState::all_asked() const {
  const std::lock_guard lock(mutex_);
  return round_is_done();
}

bool TargetState::round_is_done() const {
  return round_done_ || (asked_ && (!up_ || (databases_known_ && schedule_.all_asked())));
}

TargetStatus TargetState::status() const {
  const std::lock_guard lock(mutex_);
  TargetStatus status;
  status.name = settings_.name;
  status.server = server_;
  status.up = up_;
  status.asked = asked_;
  status.version = facts_.version;
  status.in_recovery = facts_.in_recovery;
  status.superuser = facts_.superuser;
  status.has_pg_monitor = facts_.superuser || facts_.privileges.contains("pg_monitor");
  status.databases_known = databases_known_;
  status.visits_databases = schedule_.visits_databases();
  for (const auto& [name, database] : databases_) {
    status.databases.push_back(name);
    if (database.known) {
      status.databases_up[name] = up_ && database.up;
    }
    if (!database.error.empty()) {
      status.database_errors[name] = database.error;
    }
  }
  for (const auto& [name, console] : consoles_) {
    status.pgbouncers.emplace_back(name, console.up);
    if (console.known) {
      status.pgbouncers_asked.insert(name);
    }
  }
  for (const auto& [name, session] : sessions_) {
    status.sessions.push_back(session);
  }
  for (const JobPtr& job : schedule_.jobs()) {
    status.collectors.push_back(job->status);
    if (job->status.effective_interval > Milliseconds::zero()) {
      status.server_seconds_per_second += job->cost_seconds / std::chrono::duration<double>(job->status.effective_interval).count();
    }
  }
  status.collectors.insert(status.collectors.end(), schedule_.disabled().begin(), schedule_.disabled().end());
  status.series = store_->series();
  return status;
}

}  // namespace pgmedic
