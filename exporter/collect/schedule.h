// What is due: one job for each collector in each database (or PgBouncer) of a target, when it runs next, and what it
// costs the server. Decides nothing about connections.
// Thread rule: externally synchronised; the target's lock.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "catalog/catalog.h"
#include "collect/collector_rows.h"
#include "collect/settings.h"
#include "collect/status.h"

namespace pgmedic {

// Who runs a job: the steady session (fast, cluster), the roaming one (databases, and everything slow), or a PgBouncer's console.
enum class Runner { kSteady, kRoaming, kConsole };

struct Job {
  const Collector* collector = nullptr;
  std::string database;  // empty: the main database; for consoles the PgBouncer's name
  Runner runner = Runner::kSteady;
  Milliseconds timeout{};
  SteadyTime next_due{};
  double cost_seconds = 0;  // the server's time for one run, the latest known
  bool asked = false;       // was tried at least once, whatever came of it
  bool removed = false;     // its database is gone; a run in progress is thrown away
  CollectorStatus status;
  ParentMemory parents;  // of the thread that runs the job, without the lock

  // Under which its part is kept.
  std::pair<std::string, std::string> key() const { return {collector->name, database}; }
};
using JobPtr = std::shared_ptr<Job>;

class Schedule {
 public:
  Schedule(const Catalog& catalog, CollectSettings settings, const std::vector<std::string>& pgbouncers, SteadyTime now);

  // The databases to visit from now on: new ones get jobs that are due at once. Returns the jobs of those that are gone.
  std::vector<JobPtr> set_databases(const std::vector<std::string>& databases, SteadyTime now);

  // The job that this runner should run now, or nullptr. Fast before slow, the database at hand before others, then the
  // longest waiting; a slow job that waited a whole interval too long counts as fast, so that it is never starved.
  // `name` is the console's; `here` the database that the roaming session is in; `can_run` filters (databases in backoff).
  template <class Filter>
  JobPtr next(Runner runner, std::string_view name, SteadyTime now, std::string_view here, const Filter& can_run) const {
    JobPtr best;
    for (const JobPtr& job : jobs_) {
      if (job->runner == runner && (runner != Runner::kConsole || job->database == name) && job->next_due <= now && can_run(*job) &&
          (!best || goes_before(*job, *best, now, here))) {
        best = job;
      }
    }
    return best;
  }

  // When this runner's next job falls due; SteadyTime::max() when it has none.
  SteadyTime next_due(Runner runner, std::string_view name) const;

  // Adds what a statement took to the collector's cost, and stretches its interval until it is affordable.
  void charge(Job& job, double server_seconds);
  // Notes the end of a run and when the next is due. server_seconds: what the statement took, when the server answered.
  void finish(Job& job, SteadyTime started, std::optional<double> server_seconds);
  // After a failure of that length, when the server answered: due again sooner than its interval says, as far as it can be afforded.
  static void retry_soon(Job& job, SteadyTime started, double seconds);
  // Makes what failed, or was not asked yet, due at once: after a reconnect. `name` is the console's.
  void retry_now(Runner runner, std::string_view name, SteadyTime now);

  const std::vector<JobPtr>& jobs() const { return jobs_; }
  const std::vector<CollectorStatus>& disabled() const { return disabled_; }
  // Whether a collector that is not switched off belongs into databases.
  bool visits_databases() const;
  // Every job was asked once.
  bool all_asked() const;

 private:
  static bool goes_before(const Job& a, const Job& b, SteadyTime now, std::string_view here);
  JobPtr make_job(const Collector& collector, const std::string& database, SteadyTime now) const;

  const Catalog& catalog_;
  CollectSettings settings_;
  std::vector<JobPtr> jobs_;
  std::vector<CollectorStatus> disabled_;
};

}  // namespace pgmedic
