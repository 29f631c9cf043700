// One monitored server: its state, its connectors and the threads that poll it.
// Thread rule: any thread; stop() may be called more than once.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "collect/cached_part.h"
#include "collect/fleet.h"
#include "collect/row_observer.h"
#include "collect/settings.h"
#include "collect/target_state.h"
#include "postgres/session.h"

namespace pgmedic {

// Makes a connector: for a server, or for a PgBouncer's console.
using ConnectorFactory = std::function<std::unique_ptr<Connector>(const ConnectionSettings&, bool console)>;

struct TargetContext {
  std::shared_ptr<const Catalog> catalog;
  ConnectorFactory connectors;
  const Clock& clock;
  Log& log;
  // Who looks at the rows of a target; may be empty, or give nothing.
  std::function<std::shared_ptr<RowObserver>(const TargetSettings&)> observers = {};
};

class Target final : public TargetView {
 public:
  // Starts polling. A predecessor with the same connection hands on its snapshot and counters, so that a reload loses nothing.
  // Throws std::system_error where the system has no more threads.
  Target(TargetSettings settings, const TargetContext& context, const Target* predecessor);
  ~Target() override;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  const std::string& name() const override { return settings_.name; }
  const std::map<std::string, std::string>& labels() const override { return settings_.labels; }
  std::vector<std::shared_ptr<const Part>> parts() const override;
  TargetStatus status() const override { return state_.status(); }

  const TargetSettings& settings() const { return settings_; }
  // Everything was asked once, whatever came of it.
  bool all_asked() const { return state_.all_asked(); }
  bool is_up() const { return state_.is_up(); }
  // The first attempt to reach the server has ended.
  bool was_asked() const { return state_.was_asked(); }

  // These collectors are due now, in every database.
  void ask_again(const std::set<std::string>& collectors) { state_.ask_again(collectors); }

  // Tells the threads to end and cuts what they are doing; returns at once.
  void begin_stop();
  // Waits for them.
  void stop();

 private:
  void start();
  std::vector<OwnSample> make_own_samples() const;

  const TargetSettings settings_;
  std::unique_ptr<Connector> server_;
  std::vector<std::unique_ptr<Connector>> consoles_;
  const bool inherits_;  // what the predecessor knew
  TargetState state_;
  mutable CachedPart own_part_;
  std::vector<std::thread> threads_;
};

}  // namespace pgmedic
