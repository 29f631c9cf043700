// Text of the page: label values, help and names, whatever the catalog holds.
// Thread rule: free functions without state.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pgmedic {

// Appends the value as it stands between the quotes: valid UTF-8, at most max_bytes of it, then escaped.
void append_label_value(std::string& out, std::string_view value, std::size_t max_bytes);

// Appends help text, valid UTF-8 and escaped; OpenMetrics escapes quotes too.
void append_help(std::string& out, std::string_view help, bool quotes);

// The value as a piece of a metric name: every character that no name may have becomes an underscore.
std::string name_piece(std::string_view value);
bool is_metric_name(std::string_view name);

}  // namespace pgmedic
