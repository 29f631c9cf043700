#include "collect/discovery.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace pgmedic {
namespace {

// datconnlimit -2 marks a database whose DROP was interrupted (15.4 and newer): nobody can connect.
constexpr const char* kQuery =
    "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate AND datconnlimit <> -2 "
    "AND pg_catalog.has_database_privilege(oid, 'CONNECT') ORDER BY datname";

bool matches_any(const std::vector<std::string>& globs, std::string_view name) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return matches_glob(glob, name); });
}

}  // namespace

Result<std::vector<std::string>> find_databases(Session& session, const std::vector<std::string>& include,
                                                const std::vector<std::string>& exclude) {
  auto rows = session.query(kQuery, limits::kHousekeepingTimeout);
  if (!rows) {
    return rows.error();
  }
  std::vector<std::string> databases;
  for (std::size_t row = 0; row < rows.value()->rows(); ++row) {
    const std::string_view name = rows.value()->value(row, 0);
    if (matches_any(include, name) && !matches_any(exclude, name)) {
      databases.emplace_back(name);
    }
  }
  return databases;
}

}  // namespace pgmedic
