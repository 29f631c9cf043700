// What the remedies would do, as JSON, for `pgmedic plan`.
// Thread rule: a free function; any thread. Bytes that are no UTF-8 become U+FFFD.
#pragma once

#include <string>
#include <vector>

#include "remedy/remedy_report.h"

namespace pgmedic {

struct TargetPlan {
  std::string target;
  std::vector<PlannedAction> actions;
  std::string error;  // why there are none; empty: no trouble
};

std::string plan_json(const std::vector<TargetPlan>& plans);

}  // namespace pgmedic
