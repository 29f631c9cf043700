// What the configuration changes about checks, and the checks that are in force then.
// Thread rule: plain values, free functions.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "catalog/check.h"

namespace pgmedic {

// What a severity is set to.
struct ThresholdOverride {
  std::optional<double> limit;  // empty: off
  bool operator==(const ThresholdOverride&) const = default;
};

// Only what is set changes anything.
struct CheckOverride {
  std::optional<bool> enabled;
  std::optional<ThresholdOverride> warning;
  std::optional<ThresholdOverride> critical;
  std::optional<std::chrono::milliseconds> hold;  // "for"
  std::optional<double> hysteresis;
  std::map<std::string, double> when;  // columns that the check has there already
  bool operator==(const CheckOverride&) const = default;
};
using CheckOverrides = std::map<std::string, CheckOverride>;  // by the check's name

// `over` on top of `under`, key by key: a target's own wins.
CheckOverrides merge(const CheckOverrides& under, const CheckOverrides& over);

// Every check that there is: the program's own and the catalog's, ascending by name.
std::vector<Check> all_checks(const Catalog& catalog);

// The check as the override leaves it. An error where the two do not fit: thresholds in the wrong order, none left, an unknown
// column in `when`. Whether it is enabled is not looked at.
Result<Check> with_override(const Check& check, const CheckOverride& change);

// The checks in force, without those that are switched off. Overrides that do not fit are as if they were not there: the reader
// of the configuration has refused them with their place.
std::vector<Check> checks_in_force(const Catalog& catalog, const CheckOverrides& overrides);

}  // namespace pgmedic
