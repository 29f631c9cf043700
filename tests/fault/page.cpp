#include "fault/page.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace pgmedic::fault {
namespace {

bool fits(std::string_view series, std::string_view name, std::initializer_list<std::string_view> fragments) {
  if (series.substr(0, name.size()) != name) {
    return false;
  }
  const std::string_view labels = series.substr(name.size());
  if (!labels.empty() && labels.front() != '{') {
    return false;
  }
  return std::all_of(fragments.begin(), fragments.end(),
                     [&](std::string_view fragment) { return labels.find(fragment) != std::string_view::npos; });
}

}  // namespace

Page::Page(std::string text) : text_(std::move(text)) {
  std::istringstream lines(text_);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.rfind(' ');
    if (!line.empty() && line.front() != '#' && space != std::string::npos) {
      series_.emplace_back(line.substr(0, space), std::strtod(line.substr(space + 1).c_str(), nullptr));
    }
  }
}

std::optional<double> Page::value(std::string_view name, std::initializer_list<std::string_view> fragments) const {
  const auto found = std::find_if(series_.begin(), series_.end(), [&](const auto& one) { return fits(one.first, name, fragments); });
  return found == series_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t Page::count(std::string_view name, std::initializer_list<std::string_view> fragments) const {
  return static_cast<std::size_t>(
      std::count_if(series_.begin(), series_.end(), [&](const auto& one) { return fits(one.first, name, fragments); }));
}

}  // namespace pgmedic::fault
