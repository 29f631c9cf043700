#include "remedy/action.h"

#include <algorithm>
#include <charconv>

namespace pgmedic {

const std::string& fact_of(const Facts& facts, const std::string& name) {
  static const std::string kNothing;
  const auto found = std::find_if(facts.rbegin(), facts.rend(), [&](const auto& fact) { return fact.first == name; });
  return found == facts.rend() ? kNothing : found->second;
}

std::optional<double> number_of(const Facts& facts, const std::string& name) {
  const std::string& text = fact_of(facts, name);
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, number);
  return !text.empty() && fault == std::errc() && rest == end ? std::optional<double>(number) : std::nullopt;
}

}  // namespace pgmedic
