// Health as JSON, described in docs/health.md: the answer of /api/v1/findings, and what `pgmedic check --format=json` prints.
// Thread rule: free functions; any thread. Bytes that are no UTF-8 become U+FFFD.
#pragma once

#include <string>
#include <vector>

#include "web/health_view.h"

namespace pgmedic {

// Empty fields do not filter.
struct FindingFilter {
  std::string target;
  std::string check;
  std::string severity;  // of findings and of what is pending; what is unknown has none
};

// `verdict` as judged without the filter's severity.
std::string findings_json(const std::vector<HealthView>& targets, const FindingFilter& filter, HealthVerdict verdict);

}  // namespace pgmedic
