#include "health/check_settings.h"

#include <algorithm>

#include "health/own_checks.h"

namespace pgmedic {
namespace {

Error misfit(const Check& check, std::string what, std::string hint) {
  return Error{ErrorCode::kInvalid, "check " + check.name + " " + std::move(what), std::move(hint)};
}

template <class T>
void take(std::optional<T>& into, const std::optional<T>& from) {
  if (from) {
    into = from;
  }
}

const CheckOverride* find(const CheckOverrides& overrides, const std::string& check) {
  const auto found = overrides.find(check);
  return found == overrides.end() ? nullptr : &found->second;
}

}  // namespace

CheckOverrides merge(const CheckOverrides& under, const CheckOverrides& over) {
  CheckOverrides merged = under;
  for (const auto& [name, change] : over) {
    CheckOverride& into = merged[name];
    take(into.enabled, change.enabled);
    take(into.warning, change.warning);
    take(into.critical, change.critical);
    take(into.hold, change.hold);
    take(into.hysteresis, change.hysteresis);
    for (const auto& [column, minimum] : change.when) {
      into.when[column] = minimum;
    }
  }
  return merged;
}

std::vector<Check> all_checks(const Catalog& catalog) {
  std::vector<Check> checks = own_checks();
  for (const Check* check : catalog.checks()) {
    checks.push_back(*check);
  }
  std::sort(checks.begin(), checks.end(), [](const Check& a, const Check& b) { return a.name < b.name; });
  return checks;
}

Result<Check> with_override(const Check& check, const CheckOverride& change) {
  Check changed = check;
  if (change.warning) {
    changed.warning = change.warning->limit;
  }
  if (change.critical) {
    changed.critical = change.critical->limit;
  }
  changed.hold = change.hold.value_or(check.hold);
  changed.hysteresis = change.hysteresis.value_or(check.hysteresis);
  for (const auto& [column, minimum] : change.when) {
    const auto found =
        std::find_if(changed.when.begin(), changed.when.end(), [&, name = column](const auto& one) { return one.column == name; });
    if (found == changed.when.end()) {
      return misfit(check, "has no condition on \"" + column + "\"", "only the figures of its header's `when` can be changed");
    }
    found->minimum = minimum;
  }
  if (!changed.warning && !changed.critical) {
    return misfit(check, "has no threshold left", "write enabled: false to switch it off");
  }
  if (!thresholds_fit(changed)) {
    return misfit(check, "would have a critical threshold that is not further out than the warning", "change both, or set one to off");
  }
  if (changed.hysteresis < 0 || changed.hysteresis >= 1) {
    return misfit(check, "needs a hysteresis from 0 to below 1", "it is a part of the threshold");
  }
  return changed;
}

std::vector<Check> checks_in_force(const Catalog& catalog, const CheckOverrides& overrides) {
  std::vector<Check> checks;
  for (Check& check : all_checks(catalog)) {
    const CheckOverride* change = find(overrides, check.name);
    if (change == nullptr) {
      checks.push_back(std::move(check));
    } else if (change->enabled.value_or(true)) {
      Result<Check> changed = with_override(check, *change);
      checks.push_back(changed ? std::move(changed).value() : std::move(check));
    }
  }
  return checks;
}

}  // namespace pgmedic
