// A collector's rows, complete: what its header says of `inherit` is done.
// Thread rule: the thread that owns the session; a memory belongs to one thread.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/rows.h"
#include "catalog/collector.h"
#include "metrics/inherited_rows.h"
#include "postgres/session.h"

namespace pgmedic {

// Which parents the rows of one collector in one database have, as they were last asked for.
struct ParentMemory {
  std::string server;  // the life of the server that said so: another one gives the same keys to other things
  Parents parents;
};

// Runs the collector's query, and asks for parents where the memory is of other rows. `major` 0: a PgBouncer.
Result<std::unique_ptr<RowSet>> collector_rows(Session& session, const Collector& collector, int major, Milliseconds timeout,
                                               ParentMemory& memory);

}  // namespace pgmedic
