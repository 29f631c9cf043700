// Every series that may stand in a rule, with its labels: the catalog's, the program's own, what the rules record, and Prometheus's own.
// Thread rule: immutable after it was made.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alerts/rules.h"
#include "catalog/catalog.h"

namespace pgmedic::alerts {

class KnownSeries {
 public:
  KnownSeries(const Catalog& catalog, const std::vector<Rule>& rules);

  // The labels of a series, job and instance included; nothing for one that nobody makes. Recorded series may have any known label.
  std::optional<std::set<std::string>> labels_of(const std::string& metric) const;
  bool is_label(const std::string& label) const { return labels_.contains(label); }

 private:
  void add(const std::string& metric, std::set<std::string> labels);

  std::map<std::string, std::set<std::string>> series_;
  std::vector<std::pair<std::string, std::set<std::string>>> beginnings_;  // families whose name a label completes
  std::set<std::string> recorded_;
  std::set<std::string> labels_;
};

}  // namespace pgmedic::alerts
