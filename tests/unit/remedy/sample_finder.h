// Finds samples of remedies by family and by the values of their labels, and holds them against the table of families.
// Thread rule: free functions.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "metrics/self_metrics.h"
#include "remedy/remedy_report.h"

namespace pgmedic {

inline const RemedySample* sample_of(const std::vector<RemedySample>& samples, const std::string& family,
                                     const std::vector<std::string>& values) {
  for (const RemedySample& sample : samples) {
    std::vector<std::string> own;
    for (const auto& [name, value] : sample.labels) {
      own.push_back(value);
    }
    if (sample.family == family && own == values) {
      return &sample;
    }
  }
  return nullptr;
}

inline std::optional<double> value_of(const std::vector<RemedySample>& samples, const std::string& family,
                                      const std::vector<std::string>& values) {
  const RemedySample* const sample = sample_of(samples, family, values);
  return sample == nullptr ? std::nullopt : std::optional(sample->value);
}

// The family is in the table, with these labels in this order, and a histogram if and only if it is given as one.
inline void expect_family(const RemedySample& sample) {
  const OwnFamily* const family = find_own_family(sample.family);
  ASSERT_NE(family, nullptr) << sample.family;
  std::string labels;
  for (const auto& [name, value] : sample.labels) {
    labels += (labels.empty() ? "" : ",") + name;
  }
  EXPECT_EQ(labels, family->labels) << sample.family;
  EXPECT_EQ(sample.distribution.has_value(), family->type == "histogram") << sample.family;
}

}  // namespace pgmedic
