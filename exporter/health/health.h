// Health: rows against thresholds. It watches every target through an observer, remembers since when what is beyond which
// threshold, and tells it as a report, or as samples on the target's page.
// A target's memory is kept by its name: it survives that the target is started anew by a reload.
// Thread rule: any thread.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "catalog/catalog.h"
#include "collect/fleet.h"
#include "collect/row_observer.h"
#include "health/check_settings.h"
#include "health/finding.h"

namespace pgmedic {

class Health {
 public:
  explicit Health(const Clock& clock);
  ~Health();
  Health(const Health&) = delete;
  Health& operator=(const Health&) = delete;

  // The targets by name with their overrides, from now on; call it before the fleet's own apply(). Targets that are not named are
  // forgotten. Returns for each target the collectors whose checks are judged otherwise now: to be asked again, so that it shows.
  std::map<std::string, std::set<std::string>> apply(const Catalog& catalog, const std::map<std::string, CheckOverrides>& targets);

  // For TargetContext::observers. A name that apply() did not get has an observer that judges nothing.
  std::shared_ptr<RowObserver> observer(const std::string& target) const;

  HealthReport report(const TargetStatus& status) const;
  HealthReport report(const TargetView& target) const { return report(target.status()); }

  // The checks in force for a target, ascending by name; empty for one that is not known.
  std::vector<Check> checks(const std::string& target) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pgmedic
