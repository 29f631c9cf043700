// Which databases of a server to visit.
// Thread rule: the thread that owns the session.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "postgres/session.h"

namespace pgmedic {

struct DatabaseList {
  std::vector<std::string> names;
  std::map<std::string, std::string> closed;  // those of them that would refuse us as things stand, and why
};

// Databases that accept connections, no templates, filtered by globs (include, then exclude).
Result<DatabaseList> find_databases(Session& session, const std::vector<std::string>& include, const std::vector<std::string>& exclude);

}  // namespace pgmedic
