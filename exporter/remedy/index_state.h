// What the catalog says about one index, and about the invalid indexes of one table: what a rebuild came to, and what it left.
// Thread rule: on the thread that owns the session, which must be in the object's database.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "postgres/maintenance_session.h"
#include "remedy/action.h"

namespace pgmedic {

struct IndexState {
  bool exists = false;
  bool usable = false;  // valid, ready and live
  std::uint32_t oid = 0;
  std::uint32_t table_oid = 0;
  double bytes = 0;
  double rows = 0;
  std::string definition;  // pg_get_indexdef() without the name
};

struct InvalidIndex {
  std::uint32_t oid = 0;
  std::string name;
  bool ready = false;  // every write maintains it
  double bytes = 0;
  std::string definition;  // without the name
  std::string drop;        // the statement that drops it, as the server composed it
  bool busy = false;       // somebody works on its table right now
};

Result<IndexState> read_index(MaintenanceSession& session, const ObjectName& object);
Result<std::vector<InvalidIndex>> invalid_indexes(MaintenanceSession& session, std::uint32_t table_oid);

// Whether this rebuild of ours left that index behind, beyond doubt: it appeared on the same table while we worked, it has the
// definition of the index that was rebuilt, the name that the server gives such copies, and the OID of the copy that we saw
// being built, or of the index that it replaced.
bool is_ours(const InvalidIndex& index, const Action& rebuild);

// "_ccnew", "_ccold2", ...; empty when the name does not end like that.
std::string leftover_suffix(const std::string& name);
// Whether the server would give a copy of that index this name: cut at a character so that name and suffix fit.
bool is_copy_name(const std::string& copy, const std::string& original);

}  // namespace pgmedic
