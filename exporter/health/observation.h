// One object whose value is beyond a threshold, or so near to it that a finding about it goes on.
// Thread rule: plain values.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/check.h"
#include "health/finding.h"

namespace pgmedic {

struct Observation {
  std::string key;  // the object's identity within its check
  std::string place;
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
  std::vector<Evidence> evidence;
  std::vector<std::string> summary;  // the texts between which the threshold stands
};

// From the labels' values; different objects have different keys.
std::string object_key(const std::vector<std::pair<std::string, std::string>>& labels);

// The texts of a summary between which the threshold stands. text_of tells what to write for every other name than "value".
std::vector<std::string> fill_summary(const std::vector<SummaryPiece>& pieces, const std::string& value,
                                      const std::function<std::string(const std::string& name)>& text_of);

// The summary with the threshold in its places.
std::string join_summary(const std::vector<std::string>& pieces, const std::string& threshold);

}  // namespace pgmedic
