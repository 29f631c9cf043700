#include "remedy/table_use.h"

#include <fmt/format.h>

#include "base/amount.h"
#include "remedy/journal_rows.h"

namespace pgmedic {
namespace {

constexpr Milliseconds kPatience{10'000};
// Fewer reads are chance.
constexpr double kEnough = 20;
// Below this part of what its share was, an index is as good as unused.
constexpr double kHardly = 0.1;
// Reading from end to end is worse when it has become that many times as common, by that many points, and reads cost that many
// times as many rows: for a table that is small, or wanted as a whole, it is the right way.
constexpr double kTimes = 2;
constexpr double kPoints = 0.2;

constexpr const char* kUse = R"sql(
SELECT pg_catalog.pg_stat_get_numscans(c.oid), coalesce(sum(pg_catalog.pg_stat_get_numscans(i.indexrelid)), 0),
  coalesce(pg_catalog.pg_stat_get_numscans($2::pg_catalog.oid), 0),
  pg_catalog.pg_stat_get_tuples_returned(c.oid) + coalesce(sum(pg_catalog.pg_stat_get_tuples_returned(i.indexrelid)), 0)
FROM pg_catalog.pg_class AS c
LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
WHERE c.oid = $1::pg_catalog.oid
GROUP BY c.oid
)sql";

double reads(const TableUse& use) {
  return use.seq_scans + use.index_scans;
}

TableUse since(const TableUse& then, const TableUse& now) {
  return {now.seq_scans - then.seq_scans, now.index_scans - then.index_scans, now.own_scans - then.own_scans,
          now.rows_read - then.rows_read};
}

std::string percent(double part, double whole) {
  return amount_text(part / whole, "ratio");
}

}  // namespace

Result<std::optional<TableUse>> read_use(MaintenanceSession& session, std::uint32_t table_oid, std::uint32_t index_oid) {
  const auto rows = session.query(kUse, {std::to_string(table_oid), std::to_string(index_oid)}, kPatience);
  if (!rows) {
    return rows.error();
  }
  const RowSet& row = **rows;
  if (row.rows() != 1) {
    return std::optional<TableUse>();
  }
  return std::optional(
      TableUse{read_number(row.value(0, 0)), read_number(row.value(0, 1)), read_number(row.value(0, 2)), read_number(row.value(0, 3))});
}

Facts facts_of(const TableUse& use) {
  return {{"seq_scans", fmt::format("{}", use.seq_scans)},
          {"index_scans", fmt::format("{}", use.index_scans)},
          {"own_scans", fmt::format("{}", use.own_scans)},
          {"rows_read", fmt::format("{}", use.rows_read)}};
}

std::optional<TableUse> use_of(const Facts& facts) {
  const auto seq = number_of(facts, "seq_scans");
  const auto index = number_of(facts, "index_scans");
  const auto own = number_of(facts, "own_scans");
  const auto rows = number_of(facts, "rows_read");
  return seq && index && own && rows ? std::optional(TableUse{*seq, *index, *own, *rows}) : std::nullopt;
}

void add_use(MaintenanceSession& session, std::uint32_t table_oid, std::uint32_t index_oid, Facts& facts) {
  const Result<std::optional<TableUse>> use = read_use(session, table_oid, index_oid);
  if (use && use->has_value()) {
    const Facts more = facts_of(**use);
    facts.insert(facts.end(), more.begin(), more.end());
  }
}

std::string worse_use(const TableUse& before, const TableUse& after, const TableUse& now) {
  const TableUse lately = since(after, now);
  const bool counted_on = lately.seq_scans >= 0 && lately.index_scans >= 0 && lately.own_scans >= 0 && lately.rows_read >= 0;
  if (!counted_on || reads(before) < kEnough || reads(lately) < kEnough) {
    return "";
  }
  const double expected = before.own_scans / reads(before) * reads(lately);
  if (expected >= kEnough && lately.own_scans < kHardly * expected) {
    return fmt::format("the index is hardly used any more: {} of the table's reads, {} before", percent(lately.own_scans, reads(lately)),
                       percent(before.own_scans, reads(before)));
  }
  const double share = lately.seq_scans / reads(lately);
  const double share_before = before.seq_scans / reads(before);
  const double rows = lately.rows_read / reads(lately);
  const double rows_before = before.rows_read / reads(before);
  if (lately.seq_scans >= kEnough && share >= kTimes * share_before && share >= share_before + kPoints && rows >= kTimes * rows_before) {
    return fmt::format("the table is read from end to end more often: {} of its reads with {:.0f} rows each, {} with {:.0f} rows before",
                       percent(lately.seq_scans, reads(lately)), rows, percent(before.seq_scans, reads(before)), rows_before);
  }
  return "";
}

}  // namespace pgmedic
