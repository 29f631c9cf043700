#include "web/health_view.h"

#include <algorithm>
#include <set>

#include "health/own_checks.h"

namespace pgmedic {
namespace {

HealthVerdict judge_findings(const std::vector<Finding>& findings) {
  HealthVerdict worst = HealthVerdict::kFine;
  for (const Finding& finding : findings) {
    worst = std::max(worst, finding.severity == Severity::kCritical ? HealthVerdict::kCritical : HealthVerdict::kWarning);
  }
  return worst;
}

HealthVerdict judge_target(const HealthView& target, bool with_pending) {
  // That it cannot be reached is a finding too, but nothing is known about the server: who looked is who could not.
  if (!target.status.up) {
    return HealthVerdict::kUnknown;
  }
  HealthVerdict worst = judge_findings(target.report.findings);
  if (with_pending) {
    worst = std::max(worst, judge_findings(target.report.pending));
  }
  const auto& unknown = target.report.unknown;
  const bool unanswered = std::any_of(unknown.begin(), unknown.end(), is_unanswered);
  return std::max(worst, unanswered ? HealthVerdict::kUnknown : HealthVerdict::kFine);
}

}  // namespace

std::string unreachable_because(const TargetStatus& status) {
  if (status.up) {
    return {};
  }
  const std::string error = server_error(status);
  return error.empty() ? "no answer" : error;
}

bool is_unanswered(const UnknownCheck& unknown) {
  return unknown.is_fault() && unknown.reason != "needs_history";
}

std::size_t fine_checks(const HealthReport& report) {
  std::set<std::string> bad;
  for (const auto* list : {&report.findings, &report.pending}) {
    for (const Finding& finding : *list) {
      bad.insert(finding.check);
    }
  }
  return report.judged - std::min(report.judged, bad.size());
}

const char* health_verdict_name(HealthVerdict verdict) {
  switch (verdict) {
    case HealthVerdict::kFine: return "ok";
    case HealthVerdict::kWarning: return "warning";
    case HealthVerdict::kUnknown: return "unknown";
    case HealthVerdict::kCritical: break;
  }
  return "critical";
}

HealthVerdict judge(const std::vector<HealthView>& targets, bool with_pending) {
  HealthVerdict worst = targets.empty() ? HealthVerdict::kUnknown : HealthVerdict::kFine;  // nobody looked at anything
  for (const HealthView& target : targets) {
    worst = std::max(worst, judge_target(target, with_pending));
  }
  return worst;
}

}  // namespace pgmedic
