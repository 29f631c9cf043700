#include "health/levels.h"

#include <algorithm>
#include <cmath>

namespace pgmedic {

bool is_beyond(Direction direction, double value, double threshold) {
  switch (direction) {
    case Direction::kAbove: return value > threshold;
    case Direction::kAtLeast: return value >= threshold;
    case Direction::kBelow: return value < threshold;
  }
  return false;
}

double end_level(const Check& check, double threshold) {
  const double distance = check.hysteresis * std::abs(threshold);
  if (check.direction != Direction::kBelow) {
    return threshold - distance;
  }
  // A yes-or-no value has nothing between bad and good, a ratio cannot be better than 1.
  if (check.unit.empty() && threshold <= 1) {
    return threshold;
  }
  const double room = check.unit == "ratio" ? std::max(0.0, (1 - threshold) / 2) : distance;
  return threshold + std::min(distance, room);
}

bool is_of_interest(const Check& check, double value) {
  const auto& nearest = check.warning ? check.warning : check.critical;
  return nearest && is_beyond(check.direction, value, end_level(check, *nearest));
}

double excess(Direction direction, double value, double threshold) {
  const double distance = direction == Direction::kBelow ? threshold - value : value - threshold;
  const double scale = std::abs(threshold);
  return scale > 0 ? distance / scale : distance;
}

}  // namespace pgmedic
