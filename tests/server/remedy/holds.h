// Ways to hold a concurrent rebuild of app.orders in one of its phases, for as long as a session of the test lives.
// Thread rule: the test's thread.
#pragma once

#include <array>
#include <string>

#include "server/remedy/maintainer.h"

namespace pgmedic {

enum class Hold {
  kWriters,    // before anything is built: somebody has written to the table
  kBuild,      // while the index is built; it must have been made with kGatedKey
  kSnapshots,  // built, not yet in use: an old snapshot somewhere in the database
  kReaders,    // the new index is in use, the old one is still there: somebody has read the table
};
inline constexpr std::array<Hold, 4> kHolds{Hold::kWriters, Hold::kBuild, Hold::kSnapshots, Hold::kReaders};

// An index on this expression is only built while nobody holds the gate.
inline constexpr const char* kGatedKey = "app.gate(v)";
void make_gate(const MaintainedServer& ground);

std::string hold_name(Hold hold);  // for names of cases
// How the phase begins in pg_stat_progress_create_index.
std::string phase_of(Hold hold);
inline bool is_swapped(Hold hold) {
  return hold == Hold::kReaders;
}

// The session holds it until it ends, or until let_go().
support::SqlClient hold_rebuild(const MaintainedServer& ground, Hold hold);
void let_go(support::SqlClient& holder);

}  // namespace pgmedic
