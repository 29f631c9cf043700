// From findings to nominations.
// Thread rule: free functions.
#pragma once

#include <vector>

#include "health/finding.h"
#include "remedy/action.h"

namespace pgmedic {

// Every finding whose check has a remedy.
std::vector<Nomination> nominations_of(const HealthReport& report);

}  // namespace pgmedic
