// A journal that takes every step but one, for holding an action in the state before it.
// Thread rule: the test's thread.
#pragma once

#include <string>

#include "support/postgres_server.h"

namespace pgmedic {

// From now on the journal in database "postgres" refuses to write steps of that name ("launch"), and counts how often.
void refuse_step(const support::PostgresServer& server, const std::string& event);
long refusals(const support::PostgresServer& server);
void take_step_again(const support::PostgresServer& server);

}  // namespace pgmedic
