#include "collect/requirements.h"

namespace pgmedic {

std::optional<Unmet> find_unmet(const Requirements& requirements, const ServerFacts& facts) {
  const int major = facts.major();
  if (!requirements.server.contains(major)) {
    const bool too_old = requirements.server.first != 0 && major < requirements.server.first;
    return Unmet{"server", too_old ? "needs PostgreSQL " + std::to_string(requirements.server.first) + " or newer"
                                   : "is for PostgreSQL " + std::to_string(requirements.server.last) + " and older"};
  }
  if (requirements.role == RequiredRole::kPrimary && facts.in_recovery) {
    return Unmet{"role", "rests on a standby"};
  }
  if (requirements.role == RequiredRole::kStandby && !facts.in_recovery) {
    return Unmet{"role", "runs on a standby only"};
  }
  if (!requirements.extension.empty() && !facts.extensions.contains(requirements.extension)) {
    return Unmet{"extension", "needs CREATE EXTENSION " + requirements.extension + " in database " + facts.database};
  }
  if (!requirements.privilege.empty() && !facts.superuser && !facts.privileges.contains(requirements.privilege)) {
    return Unmet{"privilege", "needs GRANT " + requirements.privilege + " TO " + facts.user};
  }
  return std::nullopt;
}

}  // namespace pgmedic
