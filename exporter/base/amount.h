// Numbers as people read them, by their unit.
// Thread rule: free functions.
#pragma once

#include <string>
#include <string_view>

namespace pgmedic {

// "1.2 GB" for bytes, "7 d 3 h" for seconds, "43 %" for a ratio, "50,000,000" without a unit.
std::string amount_text(double value, std::string_view unit);

}  // namespace pgmedic
