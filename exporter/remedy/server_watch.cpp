#include "remedy/server_watch.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "remedy/journal_rows.h"

namespace pgmedic {
namespace {

constexpr Milliseconds kPatience{3'000};

// The same session, not a later one that got its process id.
std::string of_backend(const char* select, const char* more = "") {
  return std::string("SELECT ") + select +
         " FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = $1::integer AND a.application_name = $2"
         " AND pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') = $3"
         " AND a.backend_type = 'client backend'" +
         more;
}

// A concurrent rebuild holds this lock on the table, the index and its copy from the copy's first moment to the end, whatever it
// waits for; the view names the copy only while it is built.
constexpr const char* kProgress = R"sql(
SELECT p.phase, p.done * b.size, p.total * b.size, p.copy
FROM (
  SELECT c.phase, c.blocks_done AS done, c.blocks_total AS total, (SELECT max(l.relation) FROM pg_catalog.pg_locks AS l WHERE l.pid = c.pid
    AND l.database = c.datid AND l.granted AND l.mode = 'ShareUpdateExclusiveLock' AND l.relation NOT IN (c.relid, $2::pg_catalog.oid)) AS copy
  FROM pg_catalog.pg_stat_progress_create_index AS c WHERE c.pid = $1::integer
  UNION ALL SELECT v.phase, v.heap_blks_scanned, v.heap_blks_total, 0 FROM pg_catalog.pg_stat_progress_vacuum AS v WHERE v.pid = $1::integer
  UNION ALL SELECT a.phase, a.sample_blks_scanned, a.sample_blks_total, 0
  FROM pg_catalog.pg_stat_progress_analyze AS a WHERE a.pid = $1::integer
) AS p, (SELECT pg_catalog.current_setting('block_size')::bigint AS size) AS b
)sql";

// Background workers of extensions and of logical replication count as well: behind their locks clients queue up. Not counted
// are autovacuum, which may wait, and parallel workers, which wait for their leader's sake.
constexpr const char* kWaiting = R"sql(
SELECT a.pid FROM pg_catalog.pg_stat_activity AS a
WHERE a.backend_type NOT IN ('autovacuum worker', 'parallel worker') AND a.wait_event_type = 'Lock' AND $1::integer = ANY (pg_catalog.pg_blocking_pids(a.pid))
)sql";

Parameters identity(const Backend& backend) {
  return {std::to_string(backend.pid), backend.application, backend.start};
}

Result<bool> found(MaintenanceSession& session, const std::string& sql, const Backend& backend) {
  const auto rows = session.query(sql, identity(backend), kPatience);
  return rows ? Result<bool>((*rows)->rows() > 0) : Result<bool>(rows.error());
}

// Where a phase begins in the whole, and what part of it it is; measured in spirit, not to the percent.
struct PhasePart {
  std::string_view phase;  // how its name begins
  double from;
  double part;
};
constexpr std::array<PhasePart, 12> kParts{{{"initializing", 0, 0},
                                            {"waiting for writers before build", 0, 0.01},
                                            {"building index", 0.01, 0.6},
                                            {"waiting for writers before validation", 0.61, 0.01},
                                            {"index validation", 0.62, 0.35},
                                            {"waiting for old snapshots", 0.97, 0.01},
                                            {"waiting for readers", 0.98, 0.02},
                                            {"scanning heap", 0, 0.7},
                                            {"vacuuming indexes", 0.7, 0.2},
                                            {"vacuuming heap", 0.9, 0.1},
                                            {"acquiring", 0, 0.9},
                                            {"computing statistics", 0.9, 0.1}}};

}  // namespace

Backend backend_of(const Action& action) {
  return {action.backend_pid, action.backend_start, "pgmedic/action/" + action.id};
}

Result<BackendState> look_at_backend(MaintenanceSession& session, const Backend& backend) {
  const auto rows = session.query(of_backend("a.state"), identity(backend), kPatience);
  if (!rows) {
    return rows.error();
  }
  if ((*rows)->rows() == 0) {
    return BackendState::kGone;
  }
  return (*rows)->value(0, 0) == "idle" ? BackendState::kIdle : BackendState::kBusy;
}

Result<ServerProgress> read_progress(MaintenanceSession& session, const Backend& backend, std::uint32_t index_oid) {
  const auto rows = session.query(kProgress, {std::to_string(backend.pid), std::to_string(index_oid)}, kPatience);
  if (!rows) {
    return rows.error();
  }
  ServerProgress progress;
  if ((*rows)->rows() > 0) {
    const RowSet& row = **rows;
    progress = {true, std::string(row.value(0, 0)), read_number(row.value(0, 1)), read_number(row.value(0, 2)),
                static_cast<std::uint32_t>(read_number(row.value(0, 3)))};
  }
  return progress;
}

Result<std::set<int>> waiting_sessions(MaintenanceSession& session, const Backend& backend) {
  const auto rows = session.query(kWaiting, {std::to_string(backend.pid)}, kPatience);
  if (!rows) {
    return rows.error();
  }
  std::set<int> pids;
  for (std::size_t row = 0; row < (*rows)->rows(); ++row) {
    pids.insert(static_cast<int>(read_number((*rows)->value(row, 0))));
  }
  return pids;
}

Result<bool> cancel_backend(MaintenanceSession& session, const Backend& backend) {
  return found(session, of_backend("pg_catalog.pg_cancel_backend(a.pid)"), backend);
}

Result<bool> end_idle_backend(MaintenanceSession& session, const Backend& backend) {
  return found(session, of_backend("pg_catalog.pg_terminate_backend(a.pid)", " AND a.state = 'idle'"), backend);
}

bool is_past_swap(const std::string& phase) {
  return starts_with(phase, "waiting for readers");
}

double overall_ratio(const ServerProgress& progress) {
  const auto* const part =
      std::find_if(kParts.begin(), kParts.end(), [&](const PhasePart& candidate) { return starts_with(progress.phase, candidate.phase); });
  if (part == kParts.end()) {
    return 0;
  }
  const double within = progress.total_bytes > 0 ? std::clamp(progress.done_bytes / progress.total_bytes, 0.0, 1.0) : 0;
  return part->from + part->part * within;
}

Progress progress_of(const Action& action, const ServerProgress& progress, WallTime now) {
  Progress shown;
  shown.action_id = action.id;
  shown.remedy = action.remedy;
  shown.object = action.object;
  shown.state = action.state;
  shown.phase = progress.phase;
  shown.done_bytes = progress.done_bytes;
  shown.total_bytes = progress.total_bytes;
  shown.seconds = std::max(std::chrono::duration<double>(now - action.started.value_or(action.state_since)).count(), 0.0);
  shown.ratio = overall_ratio(progress);
  if (shown.ratio > 0) {
    shown.seconds_left = shown.seconds * (1 - shown.ratio) / shown.ratio;
  }
  shown.predicted_seconds = number_of(action.predicted, "seconds");
  return shown;
}

}  // namespace pgmedic
