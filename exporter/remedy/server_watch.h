// Looking at the session that acts from beside it: is it there, how far is it, who waits for it; and asking it to stop.
// Any database will do, these views are the server's.
// Thread rule: on the thread that owns the session.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "base/result.h"
#include "postgres/maintenance_session.h"
#include "remedy/action.h"
#include "remedy/remedy_report.h"

namespace pgmedic {

// The same session can be told from a later one with its process id.
struct Backend {
  int pid = 0;
  std::string start;
  std::string application;  // "pgmedic/action/ID"
};
Backend backend_of(const Action& action);

enum class BackendState { kGone, kIdle, kBusy };

struct ServerProgress {
  bool reported = false;
  std::string phase;
  double done_bytes = 0;       // of what the phase reads
  double total_bytes = 0;      // 0: not known
  std::uint32_t copy_oid = 0;  // of a rebuild: the index that is to take the old one's place
};

Result<BackendState> look_at_backend(MaintenanceSession& session, const Backend& backend);
// index_oid: of the index that it rebuilds, if it does.
Result<ServerProgress> read_progress(MaintenanceSession& session, const Backend& backend, std::uint32_t index_oid);
// The process ids of those that wait for it.
Result<std::set<int>> waiting_sessions(MaintenanceSession& session, const Backend& backend);
// True when there was such a session to ask.
Result<bool> cancel_backend(MaintenanceSession& session, const Backend& backend);
// Ends a session of ours that has nothing to do any more but still holds its locks.
Result<bool> end_idle_backend(MaintenanceSession& session, const Backend& backend);

// From here on a rebuild has done its work and only gets rid of the old index: better to let it finish.
bool is_past_swap(const std::string& phase);
// How much of everything that a phase stands for is done, estimated.
double overall_ratio(const ServerProgress& progress);
// The same as people see it.
Progress progress_of(const Action& action, const ServerProgress& progress, WallTime now);

}  // namespace pgmedic
