// Whether the server's own extension amcheck finds a rebuilt index sound, where the configuration wants to know.
// Thread rule: on the thread that owns the session.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "postgres/maintenance_session.h"
#include "remedy/policy.h"

namespace pgmedic {

// How to check it. The statement is empty where that cannot be done here, and why says so.
struct IndexCheckPlan {
  std::string statement;
  std::string why;
};
Result<IndexCheckPlan> plan_index_check(MaintenanceSession& session, std::uint32_t index_oid, IndexCheck check);

// Long enough for the largest; only reading, and cancelled with its session.
ActionLimits index_check_limits();

// The server found damage, instead of being kept from looking.
bool is_damage(const ActionReply& reply);

}  // namespace pgmedic
