// What the system says about this process, for the process_* families.
// Thread rule: free functions; any thread.
// Errors: what cannot be read is left out.
#pragma once

#include <vector>

#include "metrics/self_metrics.h"

namespace pgmedic {

std::vector<OwnSample> process_samples();

}  // namespace pgmedic
