// Everything that watching takes, in the order in which it may be taken down again: health, the fleet, the remedies, and what the
// program says of itself.
// Thread rule: read_again(), apply(), note_reload() and configured() from any thread, one reload at a time; the rest from the thread
// that made it. Errors: what is wrong with a new configuration is logged, and the one in force stays.
#pragma once

#include <memory>
#include <mutex>
#include <string>
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

  // The names of all targets of the configuration in force, other shards' too.
  std::vector<std::string> configured() const;

  // Reads the configuration again and checks it; nothing changes.
  Result<Config> read_again() const;
  // Puts it in force. Health goes on where it was; thresholds that changed act at once.
  void apply(const Config& config);
  void note_reload(bool successful);
  // Ends all threads. What runs on the server for a remedy runs on, and is found again at the next start.
  void stop();

 private:
  TargetContext context();
  RemediesContext remedies_context(RemedyUse use);
  std::vector<OwnSample> own_state();

  const Startup& startup_;
  const std::shared_ptr<const Catalog> catalog_;
  const std::shared_ptr<SelfMetrics> metrics_;
  Watchdog watchdog_;
  mutable std::mutex state_mutex_;
  std::vector<std::string> configured_;  // guarded by state_mutex_
  bool reload_successful_ = true;        // guarded by state_mutex_
  WallTime reload_time_{};               // guarded by state_mutex_
  Health health_;
  std::shared_ptr<Remedies> remedies_;  // its threads ask the fleet: they are stopped first
  LiveFleet fleet_;                     // last: its threads use all of the above
};

}  // namespace pgmedic
