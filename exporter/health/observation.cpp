#include "health/observation.h"

namespace pgmedic {

std::string object_key(const std::vector<std::pair<std::string, std::string>>& labels) {
  std::string key;
  for (const auto& [name, value] : labels) {
    // With its length in front no value can look like two.
    key += std::to_string(value.size()) + ':' + value;
  }
  return key;
}

std::string join_summary(const std::vector<std::string>& pieces, const std::string& threshold) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    text += (i > 0 ? threshold : std::string()) + pieces[i];
  }
  return text;
}

}  // namespace pgmedic
