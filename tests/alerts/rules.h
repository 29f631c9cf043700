// The files of alerts/, read: rules, what their promtool tests expect, runbooks.
// Thread rule: pure functions. A file that cannot be read throws.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pgmedic::alerts {

struct Rule {
  std::string file;
  std::string alert;   // empty: a recording rule
  std::string record;  // empty: an alert
  std::string expression;
  std::string hold;  // "for" as written; empty: none
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;

  const std::string& severity() const;
};

// Of all *.rules.yml.
std::vector<Rule> shipped_rules();
std::vector<Rule> shipped_alerts();

// For each alert and severity: the promtool cases in which it is expected, and those that look at it and do not expect it.
struct Expectations {
  int fires = 0;
  int quiet = 0;
};
std::map<std::pair<std::string, std::string>, Expectations> tested_alerts(const std::vector<Rule>& alerts);

// Labels that the example of Alertmanager compares when a critical alert mutes a warning.
std::set<std::string> compared_by_inhibition();

// The runbooks by alert, without the index.
std::map<std::string, std::string> runbooks();
std::string runbook_index();

}  // namespace pgmedic::alerts
