// What a target's book and its status say together: findings, and what cannot be known.
// Thread rule: free functions.
#pragma once

#include "collect/status.h"
#include "health/book.h"
#include "health/finding.h"
#include "health/plan.h"

namespace pgmedic {

HealthReport make_report(const HealthPlan& plan, const Book& book, const TargetStatus& status, SteadyTime now);

// Worse ones first: by severity, then by check, then the further beyond.
bool is_worse(const Finding& a, const Finding& b);

}  // namespace pgmedic
