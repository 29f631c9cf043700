// A target's health as people and programs are shown it: the status page, the API and `pgmedic check` start from the same.
// Thread rule: plain values and free functions.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "catalog/check.h"
#include "collect/fleet.h"
#include "collect/status.h"
#include "health/finding.h"

namespace pgmedic {

struct HealthView {
  TargetStatus status;
  HealthReport report;
  std::vector<Check> checks;  // in force
};
using HealthSource = std::function<HealthView(const TargetView&)>;

// Why the server cannot be reached; empty while it can.
std::string unreachable_because(const TargetStatus& status);

// There should be an answer, and there is none. What needs a second look (needs_history) is none of these.
bool is_unanswered(const UnknownCheck& unknown);

// How many checks found nothing: judged in one place at least, and nothing beyond a threshold anywhere.
std::size_t fine_checks(const HealthReport& report);

// How things stand, in one word.
enum class HealthVerdict { kFine, kWarning, kUnknown, kCritical };  // the worst last
const char* health_verdict_name(HealthVerdict verdict);             // "ok", "warning", "unknown", "critical"

// Unknown: a server that cannot be reached, or a check without an answer where there should be one. `with_pending`: a value beyond a
// threshold counts, however short it has been there: for those who look only once.
HealthVerdict judge(const std::vector<HealthView>& targets, bool with_pending);

}  // namespace pgmedic
