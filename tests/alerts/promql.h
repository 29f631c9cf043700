// What a PromQL expression names: enough of its grammar to find metrics, label matchers, label lists and numbers. That the expression is
// valid is promtool's to say.
// Thread rule: pure functions.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pgmedic::alerts {

struct Selector {
  std::string metric;
  std::map<std::string, std::string> matchers;  // label -> operator and value, as in ="x" or =~"a|b"
};

struct Names {
  std::vector<Selector> selectors;
  std::set<std::string> label_lists;  // in on, ignoring, by, without, group_left, group_right
  std::vector<std::string> numbers;   // durations are none
};

Names names_in(std::string_view expression);

// With every run of white space as one blank, so that expressions can be compared as text.
std::string one_line(std::string_view expression);

}  // namespace pgmedic::alerts
