// Whether an action helped, by what is measured afterwards and by what the server said meanwhile; never by the command's tag.
// Thread rule: free functions; read_table_stats on the thread that owns the session.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "postgres/maintenance_session.h"
#include "remedy/action.h"
#include "remedy/index_state.h"

namespace pgmedic {

// A verdict: the event that ends the action, and why.
struct OutcomeVerdict {
  Event event = Event::kFail;
  std::string reason;
};

struct TableStats {
  bool exists = false;
  bool analyzed = false;  // since the action began
  bool vacuumed = false;
  double dead_rows = 0;
  double xid_age = 0;
};
Result<TableStats> read_table_stats(MaintenanceSession& session, const Action& action);

// WAL that the session has written in its life, which is one action; nothing where the server keeps no such account (before
// PostgreSQL 18) or the action ran in another session.
std::optional<double> written_wal(MaintenanceSession& session, const Action& action);

// A part of what was promised below which an action was no use.
inline constexpr double kWorthwhile = 0.5;

OutcomeVerdict judge_rebuild(const Action& action, const IndexState& now);
OutcomeVerdict judge_analyze(const Action& action, const TableStats& now);
OutcomeVerdict judge_vacuum(const Action& action, const TableStats& now);
OutcomeVerdict judge_freeze(const Action& action, const TableStats& now);
OutcomeVerdict judge_drop(const Action& action, const IndexState& now);

// Others held the table longer than we may wait, or would have waited for us for ever: nobody's fault.
bool is_contention(const std::string& sqlstate);

// A warning among the notices: the server skipped something without failing. Empty: none.
std::string skipped(const std::vector<std::string>& notices);

}  // namespace pgmedic
