// Where a value stands against the thresholds of a check.
// Thread rule: free functions.
#pragma once

#include "catalog/check.h"

namespace pgmedic {

bool is_beyond(Direction direction, double value, double threshold);

// Where a finding that was reached at this threshold ends: hysteresis towards the good side.
double end_level(const Check& check, double threshold);

// The nearest of the check's thresholds with its hysteresis: what is not even beyond this is nobody's concern.
bool is_of_interest(const Check& check, double value);

// How far beyond, as a part of the threshold: to put the worst first. Larger is worse.
double excess(Direction direction, double value, double threshold);

}  // namespace pgmedic
