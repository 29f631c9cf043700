// How a table is read: what an action may have changed for the worse, seen in the server's own counters. Only shares and rows for
// each read are compared, so that it does not matter how busy the hours were.
// Thread rule: free functions; read_use on the thread that owns the session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "postgres/maintenance_session.h"
#include "remedy/action.h"

namespace pgmedic {

// Counted since the server's statistics began.
struct TableUse {
  double seq_scans = 0;
  double index_scans = 0;  // of all its indexes
  double own_scans = 0;    // of the index that is worked on
  double rows_read = 0;    // by all of them
};

// Nothing: the table is gone. index_oid 0: no index in particular.
Result<std::optional<TableUse>> read_use(MaintenanceSession& session, std::uint32_t table_oid, std::uint32_t index_oid);

// As the journal keeps it with the rest of what was measured.
Facts facts_of(const TableUse& use);
std::optional<TableUse> use_of(const Facts& facts);

// Adds it as it is now; nothing where it cannot be read: later looks say nothing about it then.
void add_use(MaintenanceSession& session, std::uint32_t table_oid, std::uint32_t index_oid, Facts& facts);

// In which way the table is read worse since the action's end (`after`) than before it; empty: it is not, or nobody can tell.
std::string worse_use(const TableUse& before, const TableUse& after, const TableUse& now);

}  // namespace pgmedic
