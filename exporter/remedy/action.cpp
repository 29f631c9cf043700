#include "remedy/action.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/amount.h"
#include "base/text.h"

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

std::string facts_text(const Facts& facts) {
  std::string text;
  for (const auto& [name, value] : facts) {
    const std::optional<double> number = number_of(facts, name);
    const char* unit = ends_with(name, "bytes") ? "bytes" : ends_with(name, "seconds") ? "seconds" : nullptr;
    text.append(text.empty() ? "" : ", ").append(name).append(" ");
    text.append(number && unit != nullptr ? amount_text(*number, unit) : value);
  }
  return text;
}

bool is_action_id(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(),
                    [](unsigned char c, char form) { return form == '-' ? c == '-' : std::isxdigit(c) != 0; });
}

std::optional<ObjectName> object_of_labels(Remedy remedy, const std::map<std::string, std::string>& labels) {
  const auto label = [&](const char* name) {
    const auto found = labels.find(name);
    return found == labels.end() ? std::string() : found->second;
  };
  ObjectName object{label("datname"), label("schemaname"), label("relname"), is_for_indexes(remedy) ? label("indexrelname") : ""};
  const std::string& name = is_for_indexes(remedy) ? object.index : object.table;
  if (object.database.empty() || object.schema.empty() || name.empty()) {
    return std::nullopt;
  }
  return object;
}

}  // namespace pgmedic
