#include "remedy/index_check.h"

#include "base/text.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kPatience{10'000};

// bt_index_check() takes no lock that anybody would notice; bt_index_parent_check() does and is never used.
constexpr const char* kPlan = R"sql(
SELECT a.amname = 'btree', f.allowed,
  CASE WHEN f.allowed THEN pg_catalog.format('SELECT %I.bt_index_check(%s::pg_catalog.oid::pg_catalog.regclass, %s)',
    f.nspname, c.oid, CASE WHEN $2::pg_catalog.text = 'heap' THEN 'true' ELSE 'false' END) END
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_am AS a ON a.oid = c.relam
LEFT JOIN (
  SELECT n.nspname, pg_catalog.has_function_privilege(p.oid, 'EXECUTE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS allowed
  FROM pg_catalog.pg_extension AS e
  JOIN pg_catalog.pg_depend AS m ON m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND m.refobjid = e.oid AND m.deptype = 'e'
    AND m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  JOIN pg_catalog.pg_proc AS p ON p.oid = m.objid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
  WHERE e.extname = 'amcheck' AND p.proname = 'bt_index_check' AND p.pronargs = 2
) AS f ON true
WHERE c.oid = $1::pg_catalog.oid
)sql";

}  // namespace

Result<IndexCheckPlan> plan_index_check(MaintenanceSession& session, std::uint32_t index_oid, IndexCheck check) {
  const auto rows = session.query(kPlan, {std::to_string(index_oid), index_check_name(check)}, kPatience);
  if (!rows) {
    return rows.error();
  }
  const RowSet& row = **rows;
  if (row.rows() != 1 || row.value(0, 0) != "t") {
    return IndexCheckPlan{"", "it is no B-tree"};
  }
  if (row.is_null(0, 1)) {
    return IndexCheckPlan{"", "the extension amcheck is not installed in this database"};
  }
  if (row.value(0, 1) != "t") {
    return IndexCheckPlan{"", "the maintainer may not execute bt_index_check(regclass, boolean)"};
  }
  return IndexCheckPlan{std::string(row.value(0, 2)), ""};
}

ActionLimits index_check_limits() {
  return {6h, 5s, {}};
}

bool is_damage(const ActionReply& reply) {
  return reply.end == ActionEnd::kFailed && starts_with(reply.sqlstate, "XX");
}

}  // namespace pgmedic
