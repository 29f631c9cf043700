#include "app/watch.h"

#include <thread>
#include <utility>

#include "app/version.h"
#include "metrics/process_metrics.h"
#include "postgres/connect.h"
#include "remedy/nominations.h"
#include "web/outside_client.h"

namespace pgmedic {

Watch::Watch(const Startup& startup, RemedyUse use)
    : startup_(startup),
      catalog_(std::make_shared<const Catalog>(startup.catalog)),
      metrics_(std::make_shared<SelfMetrics>()),
      health_(startup.clock),
      remedies_(use == RemedyUse::kNone ? nullptr : std::make_shared<Remedies>(remedies_context(use))),
      fleet_(
          metrics_, [this] { return own_state(); }, startup.clock) {
  note_reload(true);
  apply(startup_.config);
}

Watch::~Watch() {
  stop();
}

void Watch::stop() {
  // Both at once: either may wait for a server.
  std::thread remedies([this] {
    if (remedies_ != nullptr) {
      remedies_->stop();
    }
  });
  fleet_.stop();
  remedies.join();
}

HealthView Watch::health(const TargetView& target) const {
  HealthView view;
  view.status = target.status();
  view.report = health_.report(view.status);
  view.checks = health_.checks(view.status.name);
  return view;
}

std::vector<std::string> Watch::configured() const {
  const std::lock_guard lock(state_mutex_);
  return configured_;
}

Result<Config> Watch::read_again() const {
  LoadedConfig loaded = reload_config(startup_);
  for (const Diagnostic& problem : loaded.problems) {
    startup_.log.error("configuration is wrong: the one in force stays", {{"problem", problem.text()}});
  }
  if (!loaded.problems.empty()) {
    return Error{ErrorCode::kInvalid, loaded.problems.front().text(), "the configuration in force stays"};
  }
  for (const std::string& warning : loaded.config.warnings) {
    startup_.log.warn(warning, {});
  }
  return std::move(loaded.config);
}

void Watch::note_reload(bool successful) {
  const std::lock_guard lock(state_mutex_);
  reload_successful_ = successful;
  if (successful) {
    reload_time_ = startup_.clock.wall_now();
  }
}

void Watch::apply(const Config& config) {
  std::map<std::string, CheckOverrides> checks;
  for (const TargetSettings& target : config.targets) {
    const auto own = config.target_checks.find(target.name);
    checks[target.name] = own == config.target_checks.end() ? config.checks : own->second;
  }
  const auto judged_otherwise = health_.apply(*catalog_, checks);
  fleet_.apply(config.targets, context());
  for (const auto& [target, collectors] : judged_otherwise) {
    fleet_.ask_again(target, collectors);
  }
  if (remedies_ != nullptr) {
    remedies_->apply(remedies_of(config));
  }
  const std::lock_guard lock(state_mutex_);
  configured_ = config.configured;
}

TargetContext Watch::context() {
  const auto connector = [this](const ConnectionSettings& settings, bool console) {
    return console ? make_console_connector(settings, watchdog_, startup_.log) : make_server_connector(settings, watchdog_, startup_.log);
  };
  const auto observer = [this](const TargetSettings& target) {
    auto health = health_.observer(target.name);
    return remedies_ == nullptr ? health : with_remedy_samples(std::move(health), remedies_, target.name);
  };
  return TargetContext{catalog_, connector, startup_.clock, startup_.log, observer};
}

RemediesContext Watch::remedies_context(RemedyUse use) {
  RemediesContext context{startup_.clock, startup_.log, {}, {}, {}, {}, replica_name(), {}, {}, {}};
  context.connectors = [this](const ConnectionSettings& settings) { return make_maintenance_connector(settings, watchdog_, startup_.log); };
  context.findings = [this, use](const std::string& target) {
    const auto view = fleet_.find(target);
    if (view == nullptr) {
      return std::vector<Nomination>();
    }
    HealthReport report = health(*view).report;
    if (use == RemedyUse::kLook) {
      // Who looks once cannot wait until a finding counts, and wants to know what will come.
      report.findings.insert(report.findings.end(), report.pending.begin(), report.pending.end());
    }
    return nominations_of(report);
  };
  context.view = [this](const std::string& target) { return fleet_.find(target); };
  context.outside = make_outside_client(startup_.clock);
  context.passive = use == RemedyUse::kLook;
  return context;
}

std::vector<OwnSample> Watch::own_state() {
  std::vector<OwnSample> samples = process_samples();
  samples.push_back({"pgmedic_build_info", {{"version", program_version()}, {"revision", program_commit()}}, 1});
  const std::lock_guard lock(state_mutex_);
  samples.push_back({"pgmedic_config_last_reload_successful", {}, reload_successful_ ? 1.0 : 0.0});
  samples.push_back({"pgmedic_config_last_reload_success_timestamp_seconds", {}, unix_seconds(reload_time_)});
  return samples;
}

}  // namespace pgmedic
