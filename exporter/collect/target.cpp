#include "collect/target.h"

#include <exception>
#include <iterator>

#include "base/limits.h"
#include "collect/own_samples.h"
#include "collect/runners.h"

namespace pgmedic {
namespace {

// What the file with the connection string says may have changed, too.
bool same_server(const Target* predecessor, const TargetSettings& settings, const std::string& server) {
  return predecessor != nullptr && predecessor->settings().connection.dsn == settings.connection.dsn &&
         predecessor->settings().connection.dsn_file == settings.connection.dsn_file && predecessor->status().server == server;
}

constexpr Milliseconds kAfterFault = limits::kBackoffFirst;

void tell_fault(TargetState& state, const char* fault) noexcept {
  try {
    state.log().error("polling was interrupted and begins anew", {{"target", state.settings().name}, {"error", fault}});
  } catch (...) {  // NOLINT(bugprone-empty-catch): not even memory for a line of the log
  }
}

// Memory that is used up for a moment must not end the process: whoever polls begins anew.
template <class Poll>
void keep_polling(TargetState& state, const Poll& poll) {
  while (!state.stopping()) {
    try {
      poll();
    } catch (const std::exception& fault) {
      tell_fault(state, fault.what());
      state.pause(kAfterFault);
    }
  }
}

}  // namespace

Target::Target(TargetSettings settings, const TargetContext& context, const Target* predecessor)
    : settings_(std::move(settings)),
      server_(context.connectors(settings_.connection, false)),
      inherits_(same_server(predecessor, settings_, server_->server_name())),
      state_(settings_, context.catalog, inherits_ ? predecessor->state_.shared_store() : std::make_shared<SnapshotStore>(),
             inherits_ ? predecessor->state_.shared_metrics() : std::make_shared<SelfMetrics>(), server_->server_name(),
             context.observers ? context.observers(settings_) : nullptr, context.clock, context.log) {
  if (inherits_) {
    state_.inherit(predecessor->state_);
  }
  for (const PgBouncerSettings& pgbouncer : settings_.pgbouncers) {
    consoles_.push_back(context.connectors(pgbouncer.connection, true));
  }
  try {
    start();
  } catch (...) {
    stop();  // a thread that runs must not outlive what it works on
    throw;
  }
}

void Target::start() {
  threads_.emplace_back([this] { keep_polling(state_, [&] { run_steady(state_, *server_); }); });
  threads_.emplace_back([this] { keep_polling(state_, [&] { run_roaming(state_, *server_); }); });
  for (std::size_t i = 0; i < consoles_.size(); ++i) {
    threads_.emplace_back([this, i] { keep_polling(state_, [&] { run_console(state_, *consoles_[i], settings_.pgbouncers[i].name); }); });
  }
}

Target::~Target() {
  stop();
}

void Target::begin_stop() {
  state_.stop();
  server_->interrupt();
  for (const auto& console : consoles_) {
    console->interrupt();
  }
}

void Target::stop() {
  begin_stop();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) {
      thread.join();
    }
  }
}

std::vector<OwnSample> Target::make_own_samples() const {
  const TargetStatus status = state_.status();
  std::vector<OwnSample> samples = own_samples(status);
  if (state_.observer() != nullptr) {
    std::vector<OwnSample> more = state_.observer()->samples(status);
    samples.insert(samples.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return samples;
}

std::vector<std::shared_ptr<const Part>> Target::parts() const {
  state_.metrics().count("pg_exporter_scrapes_total", {});
  const SteadyTime now = state_.clock().steady_now();
  auto parts = state_.store().fresh(now);
  parts.push_back(own_part_.get(now, [&] { return state_.metrics().render(make_own_samples()); }));
  return parts;
}

}  // namespace pgmedic
