// Numbers on the page. What the server sent as text is checked and copied, never parsed and printed: exact, and cheap.
// Thread rule: free functions without state.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace pgmedic {

// The number as the page writes it: the text itself, or NaN, +Inf, -Inf for PostgreSQL's words. Empty: not a number that
// Prometheus could read.
std::string_view page_number(std::string_view text);

// The value, where arithmetic is needed; nullopt for what page_number refuses.
std::optional<double> parse_number(std::string_view text);

// Scales by 1e-6 and the like exactly: 1e-6 is no binary number, 1e6 is.
double scaled(double value, double scale);

// The shortest text that reads back as exactly this value. It lives in the buffer.
using NumberBuffer = std::array<char, 32>;
std::string_view format_number(double value, NumberBuffer& buffer);

}  // namespace pgmedic
