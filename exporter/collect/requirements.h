// Whether a collector can run on a server, and if not, why: so that what is missing on the page has a reason.
// Thread rule: free functions, any thread.
#pragma once

#include <optional>
#include <string>

#include "catalog/collector.h"
#include "postgres/session.h"

namespace pgmedic {

struct Unmet {
  std::string reason;  // one word, for a label: server, role, extension, privilege, disabled
  std::string detail;  // for people: what would have to change
};

// What the collector lacks in that session; nullopt: nothing.
std::optional<Unmet> find_unmet(const Requirements& requirements, const ServerFacts& facts);

}  // namespace pgmedic
