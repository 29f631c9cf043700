// Families whose names take a label's value, such as pg_settings_{name}: a name for each row, so few samples each.
// Thread rule: one thread.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "metrics/chunk.h"
#include "metrics/mapping_faults.h"
#include "metrics/mapping_plan.h"

namespace pgmedic {

class DynamicFamilies {
 public:
  // Names of plain families cannot be taken.
  explicit DynamicFamilies(const MappingPlan& plan);

  // One sample; `labels` is everything between the name and the value.
  void add(const PlannedFamily& planned, std::string_view label_value, const std::string& labels, std::string_view number,
           MappingFaults& faults);
  // Moves the families to the part.
  void finish(ChunkWriter& writer, Part& part);

 private:
  struct Lines {
    MetricType type = MetricType::kGauge;
    std::string help;
    std::set<std::string, std::less<>> labels;  // seen
    std::string text;
  };
  std::set<std::string, std::less<>> taken_;
  std::map<std::string, Lines> families_;
};

}  // namespace pgmedic
