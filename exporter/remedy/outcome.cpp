#include "remedy/outcome.h"

#include <fmt/format.h>

#include "base/amount.h"
#include "base/text.h"
#include "remedy/journal_rows.h"

namespace pgmedic {
namespace {

constexpr Milliseconds kPatience{10'000};

// PostgreSQL 13 keeps no time of ANALYZE for partitioned tables: there a partition that was analyzed speaks for its parent.
constexpr const char* kTable = R"sql(
SELECT coalesce(pg_catalog.pg_stat_get_last_analyze_time(c.oid) >= w.began, false)
    OR (c.relkind = 'p' AND EXISTS (SELECT FROM pg_catalog.pg_partition_tree(c.oid) AS p
      WHERE p.isleaf AND pg_catalog.pg_stat_get_last_analyze_time(p.relid) >= w.began)),
  coalesce(pg_catalog.pg_stat_get_last_vacuum_time(c.oid) >= w.began, false),
  pg_catalog.pg_stat_get_dead_tuples(c.oid) + coalesce(pg_catalog.pg_stat_get_dead_tuples(nullif(c.reltoastrelid, 0)), 0),
  greatest(pg_catalog.age(nullif(c.relfrozenxid, '0'::pg_catalog.xid)),
    (SELECT pg_catalog.age(t.relfrozenxid) FROM pg_catalog.pg_class AS t WHERE t.oid = c.reltoastrelid))
FROM pg_catalog.pg_class AS c
CROSS JOIN (SELECT pg_catalog.to_timestamp($2::double precision) AS began) AS w
WHERE c.oid = $1::pg_catalog.oid
)sql";

std::string bytes(double value) {
  return amount_text(value, "bytes");
}

// The server called it done, and it is not.
OutcomeVerdict not_done(const Action& action, const char* what) {
  const std::string warning = skipped(action.notices);
  if (is_contention(action.sqlstate)) {
    return {Event::kCancel, "others held the table: " + warning};
  }
  return {Event::kFail, warning.empty() ? std::string("the server said that it was done, but ") + what : warning};
}

}  // namespace

bool is_contention(const std::string& sqlstate) {
  return sqlstate == "55P03" || sqlstate == "40P01";
}

Result<TableStats> read_table_stats(MaintenanceSession& session, const Action& action) {
  const double began = unix_seconds(action.started.value_or(action.state_since));
  const auto rows = session.query(kTable, {std::to_string(action.table_oid), fmt::format("{:.6f}", began)}, kPatience);
  if (!rows) {
    return rows.error();
  }
  TableStats stats;
  if ((*rows)->rows() == 1) {
    const RowSet& row = **rows;
    stats = {true, row.value(0, 0) == "t", row.value(0, 1) == "t", read_number(row.value(0, 2)), read_number(row.value(0, 3))};
  }
  return stats;
}

std::optional<double> written_wal(MaintenanceSession& session, const Action& action) {
  constexpr int kFirstThatCounts = 18;
  if (session.facts().server.major() < kFirstThatCounts || session.facts().backend_pid != action.backend_pid) {
    return std::nullopt;
  }
  // A session tells of itself once a second at most, unless it is made to.
  static_cast<void>(session.query("SELECT pg_catalog.pg_stat_force_next_flush()", {}, kPatience).ok());
  const auto rows =
      session.query("SELECT w.wal_bytes FROM pg_catalog.pg_stat_get_backend_wal(pg_catalog.pg_backend_pid()) AS w", {}, kPatience);
  return rows && (*rows)->rows() == 1 && !(*rows)->is_null(0, 0) ? std::optional(read_number((*rows)->value(0, 0))) : std::nullopt;
}

std::string skipped(const std::vector<std::string>& notices) {
  for (const std::string& notice : notices) {
    if (starts_with(notice, "WARNING: ")) {
      return notice;
    }
  }
  return "";
}

OutcomeVerdict judge_rebuild(const Action& action, const IndexState& now) {
  if (!now.exists || !now.usable) {
    return {Event::kFail, now.exists ? "the index is not valid" : "the index is gone"};
  }
  if (now.oid == action.index_oid) {
    return {Event::kFail, "the index is still the old one"};
  }
  if (!action.definition.empty() && now.definition != action.definition) {
    return {Event::kFail, "the index has another definition than before"};
  }
  const std::optional<double> before = number_of(action.before, "bytes");
  const std::optional<double> predicted = number_of(action.predicted, "gain_bytes");
  if (!before) {
    return {Event::kSucceed, "rebuilt; its size before is not known"};
  }
  const double gain = *before - now.bytes;
  const std::string text = fmt::format("{} before, {} now", bytes(*before), bytes(now.bytes));
  if (predicted && *predicted > 0 && gain < kWorthwhile * *predicted) {
    return {Event::kDisappoint, fmt::format("{}; {} were expected to go", text, bytes(*predicted))};
  }
  return {Event::kSucceed, text};
}

OutcomeVerdict judge_analyze(const Action& action, const TableStats& now) {
  const std::string warning = skipped(action.notices);
  if (!now.exists) {
    return {Event::kFail, "the table is gone"};
  }
  if (!now.analyzed) {
    return not_done(action, "the statistics are no newer");
  }
  return {Event::kSucceed, warning.empty() ? "the statistics are new" : "the statistics are new, but: " + warning};
}

OutcomeVerdict judge_vacuum(const Action& action, const TableStats& now) {
  if (!now.exists) {
    return {Event::kFail, "the table is gone"};
  }
  if (!now.vacuumed) {
    return not_done(action, "the table was not vacuumed");
  }
  const double before = number_of(action.before, "dead_rows").value_or(0) + number_of(action.before, "toast_dead_rows").value_or(0);
  std::string text = fmt::format("{:.0f} dead rows before, {:.0f} now", before, now.dead_rows);
  if (const std::optional<double> age = number_of(action.before, "xid_age")) {
    text += fmt::format("; oldest transaction ID {:.0f} back before, {:.0f} now", *age, now.xid_age);
  }
  if (before > 0 && before - now.dead_rows < kWorthwhile * before) {
    return {Event::kDisappoint, text + ": an older transaction or slot may still need them"};
  }
  return {Event::kSucceed, text};
}

OutcomeVerdict judge_freeze(const Action& action, const TableStats& now) {
  if (!now.exists) {
    return {Event::kFail, "the table is gone"};
  }
  const double before = number_of(action.before, "xid_age").value_or(0);
  const std::string text = fmt::format("oldest transaction ID {:.0f} back before, {:.0f} now", before, now.xid_age);
  if (!now.vacuumed) {
    return not_done(action, "the table was not vacuumed");
  }
  if (now.xid_age > before * (1 - kWorthwhile)) {
    return {Event::kDisappoint, text + ": something holds the horizon"};
  }
  return {Event::kSucceed, text};
}

OutcomeVerdict judge_drop(const Action& action, const IndexState& now) {
  if (now.exists && now.oid == action.index_oid) {
    return {Event::kFail, "the index is still there"};
  }
  return {Event::kSucceed, "the index is gone"};
}

}  // namespace pgmedic
