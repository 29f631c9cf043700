// ServerFacts in one query that works on every supported server and needs no privilege.
// Thread rule: free functions, any thread.
#pragma once

#include <string>

#include "base/rows.h"
#include "postgres/session.h"

namespace pgmedic {

// What tells a server from a pooler that only looks like one.
struct SessionIdentity {
  std::string mark;  // pgmedic.session as the backend sees it
  int backend_pid = 0;
};

struct FactsAnswer {
  ServerFacts facts;
  SessionIdentity identity;
};

const std::string& facts_query();
FactsAnswer read_facts(const RowSet& rows);

}  // namespace pgmedic
