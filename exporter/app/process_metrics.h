// What the process says about itself: memory, CPU, files, threads, from /proc.
// Thread rule: any thread.
#pragma once

#include <vector>

#include "metrics/self_metrics.h"

namespace pgmedic {

// process_* samples; what cannot be read is left out.
std::vector<OwnSample> process_samples();

}  // namespace pgmedic
