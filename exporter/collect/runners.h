// The three loops of a target, one thread each: they connect, take the job that is due, run it under its deadlines, map its
// rows and hand the part to the state.
//   steady   stays in the main database, cluster scope, fast lane; watches whether the server is there
//   roaming  one session that moves from database to database, and does everything slow
//   console  one for each PgBouncer
// Thread rule: run_* is a thread's body and returns after state.stop(); state and connector outlive it.
#pragma once

#include <string>

#include "collect/target_state.h"
#include "postgres/session.h"

namespace pgmedic {

void run_steady(TargetState& state, Connector& connector);
void run_roaming(TargetState& state, Connector& connector);
void run_console(TargetState& state, Connector& connector, const std::string& name);

}  // namespace pgmedic
