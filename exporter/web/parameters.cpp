#include "web/parameters.h"

#include <algorithm>
#include <utility>

#include "web/http.h"

namespace pgmedic {
namespace {

std::string list_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

}  // namespace

// Names and values of strangers are not repeated.
Result<Parameters> Parameters::read(std::string_view query, const std::vector<std::string>& known) {
  Parameters parameters;
  for (auto& [name, value] : query_pairs(query)) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return Error{ErrorCode::kInvalid, "unknown parameter", known.empty() ? "none is taken here" : "there are " + list_of(known)};
    }
    if (!parameters.values_.emplace(name, std::move(value)).second) {
      return Error{ErrorCode::kInvalid, name + " stands more than once"};
    }
  }
  return parameters;
}

std::string Parameters::get(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

Status Parameters::check_word(const std::string& name, const std::vector<std::string>& words) const {
  const std::string value = get(name);
  if (value.empty() || std::find(words.begin(), words.end(), value) != words.end()) {
    return {};
  }
  return Error{ErrorCode::kInvalid, "unknown " + name, "one of " + list_of(words)};
}

}  // namespace pgmedic
