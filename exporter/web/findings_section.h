// The status page's part about a target's health: what was found, the worst first, what is fine, and what could not be judged.
// Thread rule: free functions; any thread.
#pragma once

#include <string>

#include "base/clock.h"
#include "web/health_view.h"

namespace pgmedic {

std::string render_findings(const HealthView& target, WallTime now);

// "2 critical", "fine": health in the overview of many targets.
std::string health_badge(const HealthView& target);

}  // namespace pgmedic
