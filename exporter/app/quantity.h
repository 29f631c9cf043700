// Numbers as people write them for collectors' parameters: 0.4, 7d, 64MB.
// Thread rule: free functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pgmedic {

// A plain number, a duration (becomes seconds) or a size in B, kB, MB, GB, TB (becomes bytes; powers of 1024, as in
// PostgreSQL's own settings), as the text of a number that SQL reads.
Result<std::string> parse_quantity(std::string_view text);

}  // namespace pgmedic
