// What `pgmedic collectors` prints.
// Thread rule: free functions.
#pragma once

#include <string>

#include "catalog/catalog.h"

namespace pgmedic {

// For the terminal.
std::string collectors_text(const Catalog& catalog);
// The metrics reference, docs/metrics.md: every family of the catalog and of the program itself.
std::string collectors_markdown(const Catalog& catalog);

}  // namespace pgmedic
