// A target's status as samples of pgmedic's own metrics.
// Thread rule: free functions, any thread.
#pragma once

#include <vector>

#include "collect/status.h"
#include "metrics/self_metrics.h"

namespace pgmedic {

std::vector<OwnSample> own_samples(const TargetStatus& status);

}  // namespace pgmedic
