// A target's health as samples of its page.
// Thread rule: free functions.
#pragma once

#include <vector>

#include "catalog/check.h"
#include "health/finding.h"
#include "metrics/self_metrics.h"

namespace pgmedic {

std::vector<OwnSample> health_samples(const std::vector<Check>& checks, const HealthReport& report);

}  // namespace pgmedic
