// The little that must be known about an expression of Prometheus's without evaluating it. Expressions come from the configuration
// alone; the only thing ever put into one is a target's name, which the configuration holds too.
// Thread rule: free functions.
#pragma once

#include <string>

namespace pgmedic {

// What is wrong with an expression, as far as it can be told here; empty: nothing.
std::string query_fault(const std::string& query);

// Puts the target's name where the expression says {target}, inside a text in double quotes.
std::string bind_target(const std::string& query, const std::string& target);

// Whether the whole is one comparison without "bool": it then lets series pass, with their values, instead of saying 0 or 1.
bool is_filter(const std::string& query);

}  // namespace pgmedic
