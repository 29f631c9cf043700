// Names of metrics and labels, and the keys of a header's `metrics` map: NAME, NAME with one {label}, NAME{label="value"}.
// Thread rule: free functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace pgmedic {

struct MetricKey {
  std::string family;      // with its {label}, without constant labels
  std::string name_label;  // empty: a plain name
  std::vector<std::pair<std::string, std::string>> constant_labels;
};

Result<MetricKey> parse_metric_key(std::string_view key);
// The key that parse_metric_key reads back.
std::string metric_key_text(std::string_view family, const std::vector<std::pair<std::string, std::string>>& constant_labels);

// What is wrong with a label's name.
Status check_label_name(std::string_view name);
bool is_identifier(std::string_view name);        // [A-Za-z_][A-Za-z0-9_]*
bool is_lower_identifier(std::string_view name);  // [a-z][a-z0-9_]*

}  // namespace pgmedic
