#include "remedy/history.h"

#include <algorithm>

namespace pgmedic {
namespace {

// Whether it counts against the object: it ran and was of no use.
bool was_useless(Outcome outcome) {
  return outcome == Outcome::kIneffective || outcome == Outcome::kRegressed || outcome == Outcome::kFailed;
}

}  // namespace

double budget_part(const WindowUsage& usage) {
  return usage.failures > 0 ? 0.5 : 1;
}

std::optional<WallTime> cooldown_end(const std::vector<PastRun>& past, Milliseconds cooldown, Milliseconds longest) {
  const auto last = std::find_if(past.begin(), past.end(), [](const PastRun& run) { return run.outcome != Outcome::kCancelled; });
  if (last == past.end()) {
    return std::nullopt;
  }
  Milliseconds wait = cooldown;
  for (auto run = last; run != past.end() && wait < longest; ++run) {
    if (was_useless(run->outcome)) {
      wait = std::min(2 * wait, std::max(longest, cooldown));
    } else if (run->outcome != Outcome::kCancelled) {
      break;
    }
  }
  return last->ended + wait;
}

}  // namespace pgmedic
