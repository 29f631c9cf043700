// What holds on a server whatever happened to an action of ours, asked of the server itself: nothing of ours is left, nothing of
// others has changed, and the journal tells a life that the table of states allows.
// Thread rule: one thread. Errors of the server are thrown.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/postgres_server.h"

namespace pgmedic {

// What a database held before the fault, names quoted as the server quotes them.
struct Belongings {
  std::string database;
  std::map<std::string, std::string> contents;  // table -> count and checksum of its rows
  std::map<std::string, std::string> indexes;   // index -> OID and definition
};
Belongings belongings_of(const support::PostgresServer& server, const std::string& database);

// What a test has done itself, and therefore is no mess.
struct Circumstances {
  std::set<std::string> foreign_invalid;        // invalid indexes of others, which must still be there
  std::set<std::string> changing;               // tables that clients of the test write to
  std::set<std::string> gone;                   // tables and indexes that the test has dropped or renamed
  std::vector<std::string> application_errors;  // that no fault of the test explains
  std::string journal_database = "postgres";
};

// What still has to happen before anything is judged: actions that execute, locks, sessions of ours at work, leftovers.
std::vector<std::string> find_unsettled(const support::PostgresServer& server, const Belongings& before, const Circumstances& known);
// What can never be put right any more.
std::vector<std::string> find_damage(const support::PostgresServer& server, const Belongings& before, const Circumstances& known);

}  // namespace pgmedic
