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

std::vector<std::string> fill_summary(const std::vector<SummaryPiece>& pieces, const std::string& value,
                                      const std::function<std::string(const std::string& name)>& text_of) {
  std::vector<std::string> texts(1);
  for (const SummaryPiece& piece : pieces) {
    if (!piece.name) {
      texts.back() += piece.text;
    } else if (piece.text == "threshold") {
      texts.emplace_back();
    } else {
      texts.back() += piece.text == "value" ? value : text_of(piece.text);
    }
  }
  return texts;
}

std::string join_summary(const std::vector<std::string>& pieces, const std::string& threshold) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    text += (i > 0 ? threshold : std::string()) + pieces[i];
  }
  return text;
}

}  // namespace pgmedic
