// What `pgmedic collectors` prints.
// Thread rule: free functions.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"

namespace pgmedic {

// For the terminal: all of them in short, or those that are named with their metrics and checks. Errors: kInvalid, with the nearest name.
Result<std::string> collectors_text(const Catalog& catalog, const std::vector<std::string>& names = {});
// The metrics reference, docs/metrics.md: every family of the catalog and of the program itself.
std::string collectors_markdown(const Catalog& catalog);

}  // namespace pgmedic
