// The targets of the configuration in force. A reload keeps the unchanged ones as they are, sessions and all.
// Thread rule: any thread; apply() by one thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "collect/fleet.h"
#include "collect/target.h"
#include "metrics/self_metrics.h"

namespace pgmedic {

class LiveFleet final : public Fleet {
 public:
  // process_samples: what the process says about itself when asked.
  LiveFleet(std::shared_ptr<SelfMetrics> metrics, std::function<std::vector<OwnSample>()> process_samples, const Clock& clock);
  ~LiveFleet() override;
  LiveFleet(const LiveFleet&) = delete;
  LiveFleet& operator=(const LiveFleet&) = delete;

  // Makes these the targets. Those with unchanged settings and the same catalog go on; the others are stopped and started anew.
  // One that cannot be started is logged and left out.
  void apply(const std::vector<TargetSettings>& settings, const TargetContext& context);
  void stop();
  // Makes these collectors of a target due now: their thresholds changed.
  void ask_again(const std::string& target, const std::set<std::string>& collectors);

  std::vector<std::shared_ptr<const TargetView>> targets() const override;
  std::shared_ptr<const TargetView> find(const std::string& name) const override;
  std::vector<std::shared_ptr<const Part>> own_parts() const override;
  bool ready() const override;

 private:
  std::vector<std::shared_ptr<Target>> current() const;
  std::shared_ptr<const Part> make_own_part() const;

  const std::shared_ptr<SelfMetrics> metrics_;
  const std::function<std::vector<OwnSample>()> process_samples_;
  const Clock& clock_;
  mutable CachedPart own_part_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Target>> targets_;  // guarded by mutex_
  std::shared_ptr<const Catalog> catalog_;        // guarded by mutex_
};

}  // namespace pgmedic
