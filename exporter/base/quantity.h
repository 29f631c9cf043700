// Numbers as people write them in headers and in the configuration: 0.4, 7d, 64MB.
// Thread rule: free functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pgmedic {

struct Quantity {
  enum class Kind { kNumber, kDuration, kSize };
  double value = 0;  // of a duration in seconds, of a size in bytes
  Kind kind = Kind::kNumber;
};

// Digits without an exponent, the fewest that read back as the same number.
std::string number_text(double number);

// A plain number, a duration, or a size in B, kB, MB, GB, TB (powers of 1024, as in PostgreSQL's own settings).
Result<Quantity> read_quantity(std::string_view text);

// The same as the text of a number that SQL reads.
Result<std::string> parse_quantity(std::string_view text);

// The same where the number's unit is known (seconds, bytes, ratio, or empty): a duration or a size only where it fits.
Result<double> read_amount(std::string_view text, std::string_view unit);

}  // namespace pgmedic
