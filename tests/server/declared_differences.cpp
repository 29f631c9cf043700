#include "server/declared_differences.h"

#include <fnmatch.h>

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace pgmedic::tests {
namespace {

constexpr std::string_view kBegin = "<!-- differences:";
constexpr std::string_view kEnd = "<!-- end of differences -->";

// The texts between backticks.
LabelNames quoted(const std::string& cell) {
  static const std::regex kQuoted("`([^`]+)`");
  LabelNames names;
  for (std::sregex_iterator match(cell.begin(), cell.end(), kQuoted), end; match != end; ++match) {
    names.insert((*match)[1]);
  }
  return names;
}

DeclaredDifference read_row(const std::string& line) {
  static const std::regex kRow(R"(\| `([^`]+)` \| (absent|with|without)((?: `[a-z_]+`,?)*) \| (.+) \|)");
  std::smatch match;
  if (!std::regex_match(line, match, kRow)) {
    throw std::runtime_error("docs/compatibility.md: not a row of the differences: " + line);
  }
  DeclaredDifference row;
  row.family = match[1];
  row.absent = match[2] == "absent";
  (match[2] == "with" ? row.added : row.removed) = quoted(match[3]);
  row.why = match[4];
  if (!row.absent && row.added.empty() && row.removed.empty()) {
    throw std::runtime_error("docs/compatibility.md: which labels? " + line);
  }
  return row;
}

}  // namespace

DeclaredDifferences::DeclaredDifferences(std::string_view document) {
  const std::size_t begin = document.find(kBegin);
  const std::size_t end = document.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    throw std::runtime_error("docs/compatibility.md: the comments around the differences are missing");
  }
  std::istringstream lines{std::string(document.substr(begin, end - begin))};
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| `", 0) == 0) {
      all_.push_back(read_row(line));
    }
  }
  if (all_.empty()) {
    throw std::runtime_error("docs/compatibility.md: the table of differences is empty");
  }
}

bool DeclaredDifferences::is_absent(const std::string& family) const {
  return std::any_of(all_.begin(), all_.end(), [&](const DeclaredDifference& row) { return row.absent && matches(row.family, family); });
}

LabelNames DeclaredDifferences::expected(const std::string& family, const LabelNames& peer) const {
  LabelNames labels = peer;
  for (const DeclaredDifference& row : all_) {
    if (matches(row.family, family)) {
      labels.insert(row.added.begin(), row.added.end());
      for (const std::string& label : row.removed) {
        labels.erase(label);
      }
    }
  }
  return labels;
}

bool matches(const std::string& pattern, const std::string& name) {
  return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

}  // namespace pgmedic::tests
