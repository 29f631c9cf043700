#include "health/plan.h"

#include <algorithm>
#include <tuple>

namespace pgmedic {
namespace {

bool same_conditions(const Check& a, const Check& b) {
  const auto same = [](const CheckCondition& x, const CheckCondition& y) {
    return x.column == y.column && !(x.minimum < y.minimum) && !(y.minimum < x.minimum);
  };
  return std::equal(a.when.begin(), a.when.end(), b.when.begin(), b.when.end(), same);
}

}  // namespace

HealthPlan::HealthPlan(const Catalog& catalog, const CheckOverrides& overrides) : checks(checks_in_force(catalog, overrides)) {
  for (const Check& check : checks) {
    if (const Collector* collector = catalog.find(check.collector)) {
      by_collector[check.collector].push_back(&check);
      scopes[check.collector] = collector->scope;
    }
  }
}

const Check* HealthPlan::find(const std::string& check) const {
  const auto found =
      std::lower_bound(checks.begin(), checks.end(), check, [](const Check& a, const std::string& name) { return a.name < name; });
  return found == checks.end() || found->name != check ? nullptr : &*found;
}

bool judges_alike(const Check& a, const Check& b) {
  const auto figures = [](const Check& check) {
    return std::tie(check.warning, check.critical, check.hold, check.increase, check.hysteresis, check.direction, check.value,
                    check.divided_by);
  };
  return figures(a) == figures(b) && same_conditions(a, b);
}

}  // namespace pgmedic
