// What the threads of one target share: schedule, snapshot, facts and statuses behind one lock, never held over I/O.
// Thread rule: any thread; every member function locks for itself.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "collect/backoff.h"
#include "collect/requirements.h"
#include "collect/row_observer.h"
#include "collect/schedule.h"
#include "collect/settings.h"
#include "collect/status.h"
#include "collect/store.h"
#include "metrics/mapper.h"
#include "metrics/self_metrics.h"
#include "postgres/session.h"

namespace pgmedic {

class TargetState {
 public:
  TargetState(TargetSettings settings, std::shared_ptr<const Catalog> catalog, std::shared_ptr<SnapshotStore> store,
              std::shared_ptr<SelfMetrics> metrics, std::string server, std::shared_ptr<RowObserver> observer, const Clock& clock,
              Log& log);

  // The job that is due and may run, or nullptr.
  JobPtr take_due(Runner runner, const std::string& name, const std::string& here);
  // Waits until the runner has a job that is due and may run, and takes it; nullptr: told to stop, or `woken` (a look around is due).
  JobPtr wait_for_job(Runner runner, const std::string& name, const std::string& here, SteadyTime look_around);
  bool stopping() const;
  void stop();
  // Sleeps, unless told to stop. True: go on.
  bool pause(Milliseconds duration);
  // The roaming session rests while the steady one cannot reach the server.
  bool wait_until_up();

  // The steady session's findings.
  void server_up(const ServerFacts& facts);
  void server_down(const Error& error);
  bool is_up() const;
  bool was_asked() const;
  // A session with that server was opened. Where it is another than before (the file with the connection string says so), what the
  // old one said is dropped.
  void connected_to(const std::string& server);
  // Grows when the server becomes a primary or a standby, or is another one: facts read before are old.
  std::uint64_t roles_seen() const;
  // `closed`: those that would refuse us, and why. They are down and not visited until that changes.
  void set_databases(const std::vector<std::string>& databases, const std::map<std::string, std::string>& closed = {});

  // A database that the roaming session could or could not enter.
  void database_up(const std::string& database);
  // The database is left alone for a while, whose jobs fall due when it is over. True: no database could be entered the last
  // time, so that it is not the databases' doing.
  bool database_down(const std::string& database, const JobPtr& job, const Error& error);
  std::string main_database() const;

  void console_up(const std::string& name);
  void console_down(const std::string& name, const Error& error);
  void session_status(SessionStatus status);

  // What a statement took: charged to its collector before anything else. How long its answer is worth something.
  Milliseconds charge(const JobPtr& job, double server_seconds);
  // The end of a job: exactly one of these for each one taken.
  void succeeded(const JobPtr& job, SteadyTime started, MappedRows mapped);
  void failed(const JobPtr& job, SteadyTime started, const Error& error);
  void unsupported(const JobPtr& job, SteadyTime now, const Unmet& unmet);
  // Goes on with what a predecessor at the same server knew, and shares its store: parts that no job of ours would renew are dropped,
  // those of databases as soon as these are known.
  void inherit(const TargetState& before);
  // Lets go of what is too old to be served.
  void expire();
  // Shows the observer how things are.
  void show_state() const;
  // Makes these collectors due, wherever they run.
  void ask_again(const std::set<std::string>& collectors);

  // How many series this job may still add.
  std::size_t series_left(const Job& job) const;
  std::vector<std::pair<std::string, std::string>> console_labels(const std::string& name) const;

  const TargetSettings& settings() const { return settings_; }
  SnapshotStore& store() const { return *store_; }
  const std::shared_ptr<SnapshotStore>& shared_store() const { return store_; }
  const std::shared_ptr<SelfMetrics>& shared_metrics() const { return metrics_; }
  RowObserver* observer() const { return observer_.get(); }  // nullptr: nobody
  SelfMetrics& metrics() const { return *metrics_; }
  const Clock& clock() const { return clock_; }
  Log& log() const { return log_; }

  TargetStatus status() const;
  // Every job was tried, or the server could not be reached. It stays so when jobs are added later.
  bool all_asked() const;

 private:
  struct DatabaseState {
    bool known = false;  // was tried
    bool up = false;
    SteadyTime retry_at{};
    Backoff backoff;
    bool closed = false;     // the server says so itself
    std::string error = {};  // why it is down
    // May be tried at once.
    void let_in(SteadyTime now) {
      retry_at = now;
      backoff.reset();
    }
  };
  struct ConsoleState {
    bool known = false;  // was tried
    bool up = false;
  };
  JobPtr find_due(Runner runner, const std::string& name, SteadyTime now, const std::string& here);
  // Where a roaming job runs.
  const std::string& place_of(const Job& job) const { return job.database.empty() ? facts_.database : job.database; }
  // nullptr: gone. The main database is none of those to visit where the configuration excludes it.
  DatabaseState* find_database(const std::string& database);
  bool no_database_is_up() const;
  // Marks it as down, and its jobs. True: that is news.
  bool shut(const std::string& name, DatabaseState& database, const Error& error, SteadyTime retry_at);
  // The databases whose being closed is news.
  std::set<std::string> apply_closed(const std::map<std::string, std::string>& closed);
  void log_unreachable(const std::string& database, const std::string& error) const;
  void drop_foreign();
  bool round_is_done() const;
  static void note_unreachable(const JobPtr& job, const Error& error);
  void note_end(Job& job, SteadyTime started, const char* outcome);
  void count_dropped(const Job& job, const char* reason, std::size_t series) const;
  void report_faults(const Job& job, const std::vector<MappingFault>& faults);
  Milliseconds longest_backoff() const;

  const TargetSettings settings_;
  const std::shared_ptr<const Catalog> catalog_;
  const std::shared_ptr<SnapshotStore> store_;
  const std::shared_ptr<SelfMetrics> metrics_;
  const std::shared_ptr<RowObserver> observer_;
  const Clock& clock_;
  Log& log_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Schedule schedule_;   // all below: guarded by mutex_
  std::string server_;  // host:port
  bool stopping_ = false;
  bool round_done_ = false;  // every job there was at some time was tried
  bool up_ = false;
  bool asked_ = false;        // the first attempt to reach the server has ended
  std::string down_because_;  // the latest reason that was logged
  bool databases_known_ = false;
  ServerFacts facts_;
  std::uint64_t roles_seen_ = 0;
  std::map<std::string, DatabaseState> databases_;
  DatabaseState unlisted_main_;
  std::map<std::string, ConsoleState> consoles_;
  std::map<std::string, SessionStatus> sessions_;
  std::set<std::string> logged_faults_;  // collector and kind: each is logged once
};

}  // namespace pgmedic
