// The checks that need no rows: whether servers, databases, PgBouncers and collectors answer, and how old the data is.
// Thread rule: free functions.
#pragma once

#include <vector>

#include "catalog/check.h"

namespace pgmedic {

// Ascending by name; as Check, so that they are printed, exported and overridden like the others.
const std::vector<Check>& own_checks();

}  // namespace pgmedic
