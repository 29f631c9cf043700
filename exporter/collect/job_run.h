// One run of one job in a session: requirements, query, mapping, outcome.
// Thread rule: the session's thread.
#pragma once

#include "collect/target_state.h"
#include "postgres/session.h"

namespace pgmedic {

void run_job(TargetState& state, Session& session, const JobPtr& job);

}  // namespace pgmedic
