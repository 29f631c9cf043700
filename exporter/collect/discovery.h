// Which databases of a server to visit.
// Thread rule: the thread that owns the session.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "postgres/session.h"

namespace pgmedic {

// Databases that accept connections and that the role may connect to, no templates, filtered by globs (include, then exclude).
Result<std::vector<std::string>> find_databases(Session& session, const std::vector<std::string>& include,
                                                const std::vector<std::string>& exclude);

}  // namespace pgmedic
