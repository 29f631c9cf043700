// What the tests want to know of a PromQL expression without evaluating it.
// Thread rule: free functions, any thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pgmedic::dashboards {

// Names of the metrics that an expression reads.
std::set<std::string> metric_names(std::string_view expression);

// The value of every matcher of this label: with op "=", "!=", "=~" or "!~".
struct Matcher {
  std::string op;
  std::string value;
};
std::vector<Matcher> matchers_of(std::string_view expression, std::string_view label);

// A regular expression of the kind A|B(C|D)E as the texts that it matches: {A, BCE, BDE}. What else it holds stays as it is.
std::vector<std::string> alternatives(std::string_view regex);

// $name and ${name...} of Grafana, without Grafana's own ($__range and the like).
std::set<std::string> variables_of(std::string_view text);

// Replaces $name by its value; throws for a variable without one.
std::string with_values(const std::string& expression, const std::map<std::string, std::string>& values);

}  // namespace pgmedic::dashboards
