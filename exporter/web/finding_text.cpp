#include "web/finding_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/amount.h"

namespace pgmedic {
namespace {

// These make one name, from the largest to the smallest.
constexpr std::array<std::string_view, 4> kNameLabels{"datname", "schemaname", "relname", "indexrelname"};

bool is_name_label(const std::string& label) {
  return std::find(kNameLabels.begin(), kNameLabels.end(), label) != kNameLabels.end();
}

void append(std::string& text, const char* separator, const std::string& more) {
  text += (text.empty() || more.empty() ? "" : separator) + more;
}

}  // namespace

std::string object_text(const Finding& finding) {
  std::string text;
  for (const std::string_view label : kNameLabels) {
    const auto found = std::find_if(finding.labels.begin(), finding.labels.end(), [&](const auto& one) { return one.first == label; });
    append(text, ".", found == finding.labels.end() ? std::string() : found->second);
  }
  bool names_place = finding.place.empty();
  for (const auto& [label, value] : finding.labels) {
    names_place = names_place || value == finding.place;
    if (!is_name_label(label) && !value.empty()) {
      append(text, " ", label);
      text.append("=").append(value);
    }
  }
  if (!names_place) {
    append(text, " in ", finding.place);
  }
  return text.empty() ? "the server" : text;
}

std::string value_text(const Finding& finding) {
  return amount_text(finding.value, finding.unit);
}

std::string threshold_text(const Finding& finding) {
  const char* direction = finding.direction == Direction::kAtLeast ? "at least" : direction_name(finding.direction);
  return std::string(severity_name(finding.severity)) + " " + direction + " " + amount_text(finding.threshold, finding.unit);
}

std::string evidence_text(const Finding& finding) {
  std::string text;
  for (const Evidence& evidence : finding.evidence) {
    append(text, ", ", evidence.name + " " + evidence.text);
  }
  return text;
}

}  // namespace pgmedic
