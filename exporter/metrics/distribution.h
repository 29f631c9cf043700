// How often values were how large: what a histogram on the page shows.
// Thread rule: a plain value.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace pgmedic {

struct Distribution {
  explicit Distribution(std::vector<double> ascending) : bounds(std::move(ascending)), counts(bounds.size() + 1) {}

  void observe(double value) {
    const auto bound = std::lower_bound(bounds.begin(), bounds.end(), value);
    ++counts[static_cast<std::size_t>(bound - bounds.begin())];
    sum += value;
  }

  std::vector<double> bounds;         // ascending, each with the values up to it
  std::vector<std::uint64_t> counts;  // for each bound those above the one before; the last one is for what is beyond all
  double sum = 0;
};

}  // namespace pgmedic
