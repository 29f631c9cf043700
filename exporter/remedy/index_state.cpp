#include "remedy/index_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "remedy/journal_rows.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kPatience{10'000};
constexpr std::size_t kLongestName = 63;
constexpr std::size_t kLongestCharacter = 4;

// pg_get_indexdef() from the word behind the index's name on, with UNIQUE before it.
constexpr const char* kDefinition = R"sql(
CASE WHEN i.indisunique THEN 'UNIQUE' ELSE '' END || pg_catalog.substr(pg_catalog.pg_get_indexdef(i.indexrelid), 1 +
  pg_catalog.length(CASE WHEN i.indisunique THEN 'CREATE UNIQUE INDEX ' ELSE 'CREATE INDEX ' END || pg_catalog.quote_ident(c.relname)))
)sql";

constexpr const char* kIndex = R"sql(
SELECT i.indexrelid, i.indrelid, i.indisvalid AND i.indisready AND i.indislive, pg_catalog.pg_relation_size(i.indexrelid),
  greatest(c.reltuples, 0), {}
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname::pg_catalog.text = $1 AND c.relname::pg_catalog.text = $2
)sql";

constexpr const char* kInvalid = R"sql(
WITH here AS (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
SELECT i.indexrelid, c.relname, i.indisready, pg_catalog.pg_relation_size(i.indexrelid), {},
  pg_catalog.format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname),
  EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p JOIN here AS h ON h.oid = p.datid
    WHERE p.relid = i.indrelid AND p.pid <> pg_catalog.pg_backend_pid())
  OR EXISTS (SELECT FROM pg_catalog.pg_locks AS l JOIN here AS h ON h.oid = l.database
    WHERE l.relation = i.indrelid AND l.granted AND l.mode = 'ShareUpdateExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid())
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i'
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE i.indrelid = $1::pg_catalog.oid AND NOT i.indisvalid
ORDER BY i.indexrelid
)sql";

bool contains(const std::vector<std::uint32_t>& oids, std::uint32_t oid) {
  return std::find(oids.begin(), oids.end(), oid) != oids.end();
}

}  // namespace

Result<IndexState> read_index(MaintenanceSession& session, const ObjectName& object) {
  const auto rows = session.query(fmt::format(kIndex, kDefinition), {object.schema, object.index}, kPatience);
  if (!rows) {
    return rows.error();
  }
  IndexState state;
  const RowSet& row = **rows;
  if (row.rows() == 1) {
    state.exists = true;
    state.oid = static_cast<std::uint32_t>(read_number(row.value(0, 0)));
    state.table_oid = static_cast<std::uint32_t>(read_number(row.value(0, 1)));
    state.usable = row.value(0, 2) == "t";
    state.bytes = read_number(row.value(0, 3));
    state.rows = read_number(row.value(0, 4));
    state.definition = row.value(0, 5);
  }
  return state;
}

Result<std::vector<InvalidIndex>> invalid_indexes(MaintenanceSession& session, std::uint32_t table_oid) {
  const auto rows = session.query(fmt::format(kInvalid, kDefinition), {std::to_string(table_oid)}, kPatience);
  if (!rows) {
    return rows.error();
  }
  std::vector<InvalidIndex> indexes;
  for (std::size_t row = 0; row < (*rows)->rows(); ++row) {
    const RowSet& all = **rows;
    indexes.push_back({static_cast<std::uint32_t>(read_number(all.value(row, 0))), std::string(all.value(row, 1)), all.value(row, 2) == "t",
                       read_number(all.value(row, 3)), std::string(all.value(row, 4)), std::string(all.value(row, 5)),
                       all.value(row, 6) == "t"});
  }
  return indexes;
}

std::string leftover_suffix(const std::string& name) {
  std::size_t end = name.size();
  while (end > 0 && name[end - 1] >= '0' && name[end - 1] <= '9') {
    --end;
  }
  constexpr std::size_t kSuffix = 6;
  if (end <= kSuffix) {
    return "";
  }
  const std::string_view word = std::string_view(name).substr(end - kSuffix, kSuffix);
  return word == "_ccnew" || word == "_ccold" ? name.substr(end - kSuffix) : "";
}

bool is_copy_name(const std::string& copy, const std::string& original) {
  const std::string suffix = leftover_suffix(copy);
  if (suffix.empty()) {
    return false;
  }
  const std::string stem = copy.substr(0, copy.size() - suffix.size());
  if (original.size() + suffix.size() <= kLongestName) {
    return stem == original;
  }
  const std::size_t room = kLongestName - suffix.size();
  return starts_with(original, stem) && stem.size() <= room && stem.size() + kLongestCharacter > room;
}

bool is_ours(const InvalidIndex& index, const Action& rebuild) {
  if (rebuild.remedy != Remedy::kReindex || !rebuild.started || rebuild.definition.empty() || contains(rebuild.invalid_before, index.oid)) {
    return false;
  }
  if (!is_copy_name(index.name, rebuild.object.index) || index.definition != rebuild.definition) {
    return false;
  }
  const bool replaced = starts_with(leftover_suffix(index.name), "_ccold");
  if (replaced) {
    return index.oid == rebuild.index_oid;
  }
  // A copy that nobody saw is only believed to be ours as long as the rebuild is not over: later it may be anybody's.
  const bool seen = rebuild.new_index_oid != 0;
  return index.oid != rebuild.index_oid && (seen ? index.oid == rebuild.new_index_oid : !is_terminal(rebuild.state));
}

}  // namespace pgmedic
