// Checks that cannot be judged, by what is missing for them: who could do something about it sees what, and where.
// Thread rule: free functions.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "web/health_view.h"

namespace pgmedic {

struct UnjudgedChecks {
  std::string why;  // "needs CREATE EXTENSION pgstattuple in database shop on main"; databases and targets only where not all are concerned
  std::set<std::string> checks;
};

// Of the targets that are up, ascending by why.
std::vector<UnjudgedChecks> group_unjudged(const std::vector<HealthView>& targets);

// "a, b, c"
std::string join_names(const std::set<std::string>& names);

}  // namespace pgmedic
