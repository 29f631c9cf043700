#include "collect/discovery.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace pgmedic {
namespace {

// datconnlimit -2 marks a database whose DROP was interrupted (15.4 and newer): nobody can connect. The server looks at the session's user
// when it lets somebody in, whatever role is set afterwards.
constexpr const char* kQuery =
    "SELECT datname, CASE WHEN datconnlimit = -2 THEN 'a DROP DATABASE was interrupted there: drop it again' "
    "WHEN NOT pg_catalog.has_database_privilege(session_user, oid, 'CONNECT') "
    "THEN 'the role ' || session_user || ' has no privilege CONNECT there' END AS closed "
    "FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname";

bool matches_any(const std::vector<std::string>& globs, std::string_view name) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return matches_glob(glob, name); });
}

}  // namespace

Result<DatabaseList> find_databases(Session& session, const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
  auto rows = session.query(kQuery, limits::kHousekeepingTimeout);
  if (!rows) {
    return rows.error();
  }
  DatabaseList databases;
  for (std::size_t row = 0; row < rows.value()->rows(); ++row) {
    const std::string_view name = rows.value()->value(row, 0);
    if (!matches_any(include, name) || matches_any(exclude, name)) {
      continue;
    }
    databases.names.emplace_back(name);
    if (!rows.value()->is_null(row, 1)) {
      databases.closed.emplace(name, repair_utf8(rows.value()->value(row, 1)));
    }
  }
  return databases;
}

}  // namespace pgmedic
