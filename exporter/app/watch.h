// Everything that watching takes, in the order in which it may be taken down again: health, the fleet, and what the program says
// of itself.
// Thread rule: reload() and note_reload() from any thread, one reload at a time; the rest from the thread that made it.
// Errors: what is wrong with a new configuration is logged, and the one in force stays.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "app/commands.h"
#include "collect/live_fleet.h"
#include "health/health.h"
#include "postgres/watchdog.h"
#include "web/health_view.h"

namespace pgmedic {

class Watch {
 public:
  explicit Watch(const Startup& startup);

  LiveFleet& fleet() { return fleet_; }
  SelfMetrics& metrics() { return *metrics_; }
  HealthView health(const TargetView& target) const;

  // Reads the configuration again. Health goes on where it was; thresholds that changed act at once.
  Status reload();
  void note_reload(bool successful);

 private:
  void apply(const Config& config);
  TargetContext context();
  std::vector<OwnSample> own_state();

  const Startup& startup_;
  const std::shared_ptr<const Catalog> catalog_;
  const std::shared_ptr<SelfMetrics> metrics_;
  Watchdog watchdog_;
  std::mutex reload_mutex_;
  std::mutex state_mutex_;
  bool reload_successful_ = true;  // guarded by state_mutex_
  WallTime reload_time_{};         // guarded by state_mutex_
  Health health_;
  LiveFleet fleet_;  // last: its threads use all of the above
};

}  // namespace pgmedic
