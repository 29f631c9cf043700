// Everything that watching takes, in the order in which it may be taken down again: health, the fleet, the remedies, and what the
// program says of itself.
// Thread rule: reload() and note_reload() from any thread, one reload at a time; the rest from the thread that made it.
// Errors: what is wrong with a new configuration is logged, and the one in force stays.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "app/commands.h"
#include "app/remedies_wiring.h"
#include "collect/live_fleet.h"
#include "health/health.h"
#include "postgres/watchdog.h"
#include "web/health_view.h"

namespace pgmedic {

class Watch {
 public:
  explicit Watch(const Startup& startup, RemedyUse use = RemedyUse::kNone);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  LiveFleet& fleet() { return fleet_; }
  SelfMetrics& metrics() { return *metrics_; }
  std::shared_ptr<const Catalog> catalog() const { return catalog_; }
  std::shared_ptr<Remedies> remedies() const { return remedies_; }  // null without any use of them
  HealthView health(const TargetView& target) const;

  // Reads the configuration again. Health goes on where it was; thresholds that changed act at once.
  Status reload();
  void note_reload(bool successful);
  // Ends all threads. What runs on the server for a remedy runs on, and is found again at the next start.
  void stop();

 private:
  void apply(const Config& config);
  TargetContext context();
  RemediesContext remedies_context(RemedyUse use);
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
  std::shared_ptr<Remedies> remedies_;  // its threads ask the fleet: they are stopped first
  LiveFleet fleet_;                     // last: its threads use all of the above
};

}  // namespace pgmedic
