// The checks in force for one target, as one immutable piece: swapped by a reload, shared by whoever judges meanwhile.
// Thread rule: immutable.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "health/check_settings.h"

namespace pgmedic {

struct HealthPlan {
  std::vector<Check> checks;                                      // ascending by name
  std::map<std::string, std::vector<const Check*>> by_collector;  // of checks; the program's own are not here
  std::map<std::string, Scope> scopes;                            // of these collectors

  HealthPlan() = default;
  HealthPlan(const Catalog& catalog, const CheckOverrides& overrides);
  ~HealthPlan() = default;
  HealthPlan(const HealthPlan&) = delete;  // by_collector points into checks
  HealthPlan& operator=(const HealthPlan&) = delete;
  const Check* find(const std::string& check) const;
};

// Whether both judge alike: everything but the words.
bool judges_alike(const Check& a, const Check& b);

}  // namespace pgmedic
