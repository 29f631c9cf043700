#include "app/wiring.h"

#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <thread>

#include "app/shutdown.h"
#include "app/version.h"
#include "collect/live_fleet.h"
#include "metrics/page.h"
#include "metrics/process_metrics.h"
#include "postgres/connect.h"
#include "web/server.h"

namespace pgmedic {
namespace {

// One big answer must not leave its high-water mark behind in every thread's arena: two arenas, and large blocks go back
// to the system when they are freed.
void bound_memory() {
  constexpr int kLargeBlock = 128 * 1024;
  // NOLINTBEGIN(concurrency-mt-unsafe): no other thread runs yet
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, kLargeBlock);
  mallopt(M_TRIM_THRESHOLD, kLargeBlock);
  // NOLINTEND(concurrency-mt-unsafe)
}

// Everything that watching takes, in the order in which it may be taken down again.
class Watch {
 public:
  explicit Watch(const Startup& startup)
      : startup_(startup),
        catalog_(std::make_shared<const Catalog>(startup.catalog)),
        metrics_(std::make_shared<SelfMetrics>()),
        fleet_(
            metrics_, [this] { return own_state(); }, startup.clock) {
    note_reload(true);
    fleet_.apply(startup_.config.targets, context());
  }

  LiveFleet& fleet() { return fleet_; }
  SelfMetrics& metrics() { return *metrics_; }

  // Reads the configuration again. What is wrong is logged, and the configuration in force stays.
  Status reload() {
    const std::lock_guard lock(reload_mutex_);
    LoadedConfig loaded = reload_config(startup_);
    for (const Diagnostic& problem : loaded.problems) {
      startup_.log.error("configuration is wrong: the one in force stays", {{"problem", problem.text()}});
    }
    if (!loaded.problems.empty()) {
      note_reload(false);
      return Error{ErrorCode::kInvalid, loaded.problems.front().text(), "the configuration in force stays"};
    }
    for (const std::string& warning : loaded.config.warnings) {
      startup_.log.warn(warning, {});
    }
    fleet_.apply(loaded.config.targets, context());
    return {};
  }

  void note_reload(bool successful) {
    const std::lock_guard lock(state_mutex_);
    reload_successful_ = successful;
    if (successful) {
      reload_time_ = startup_.clock.wall_now();
    }
  }

 private:
  TargetContext context() {
    const auto connector = [this](const ConnectionSettings& settings, bool console) {
      return console ? make_console_connector(settings, watchdog_, startup_.log) : make_server_connector(settings, watchdog_, startup_.log);
    };
    return TargetContext{catalog_, connector, startup_.clock, startup_.log};
  }

  std::vector<OwnSample> own_state() {
    std::vector<OwnSample> samples = process_samples();
    samples.push_back({"pgmedic_build_info", {{"version", program_version()}, {"revision", program_commit()}}, 1});
    const std::lock_guard lock(state_mutex_);
    samples.push_back({"pgmedic_config_last_reload_successful", {}, reload_successful_ ? 1.0 : 0.0});
    samples.push_back({"pgmedic_config_last_reload_success_timestamp_seconds", {}, unix_seconds(reload_time_)});
    return samples;
  }

  const Startup& startup_;
  const std::shared_ptr<const Catalog> catalog_;
  const std::shared_ptr<SelfMetrics> metrics_;
  Watchdog watchdog_;
  std::mutex reload_mutex_;
  std::mutex state_mutex_;
  bool reload_successful_ = true;  // guarded by state_mutex_
  WallTime reload_time_{};         // guarded by state_mutex_
  LiveFleet fleet_;                // last: its threads use all of the above
};

WebSettings web_settings(const Options& options) {
  WebSettings settings;
  settings.listen_address = options.listen_address;
  settings.control_address = options.control_address;
  settings.control_token_file = options.control_token_file;
  settings.web_config_file = options.web_config_file;
  settings.version = program_version();
  return settings;
}

// Blocked in every thread, so that only the main one takes them, when it asks.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  return signals;
}

// Until SIGTERM or SIGINT.
void run_until_told(const sigset_t& signals, const std::function<Status()>& reload, Log& log) {
  for (;;) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) {
      continue;
    }
    if (signal != SIGHUP) {
      log.info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      return;
    }
    if (const Status status = reload(); !status) {
      log.error("reload failed: what was in force stays", {{"error", status.error().text()}});
    } else {
      log.info("reloaded", {});
    }
  }
}

// Waits until every collector was asked, or the time is over; tells a person at a terminal how it goes.
void wait_for_first_round(const LiveFleet& fleet, const Clock& clock) {
  // The slow lane's longest default timeout, and room for connecting.
  constexpr auto kLongest = std::chrono::seconds(90);
  constexpr auto kLook = std::chrono::milliseconds(20);
  const bool person = isatty(STDERR_FILENO) == 1;
  const SteadyTime start = clock.steady_now();
  while (!fleet.ready() && clock.steady_now() - start < kLongest) {
    std::this_thread::sleep_for(kLook);
    if (person) {
      std::size_t asked = 0;
      std::size_t all = 0;
      for (const CollectorStatus& collector : fleet.targets().front()->status().collectors) {
        ++all;
        asked += collector.runs > 0 || !collector.supported ? 1U : 0U;
      }
      static_cast<void>(std::fprintf(stderr, "\rcollecting: %zu of %zu \033[K", asked, all));
    }
  }
  if (person) {
    static_cast<void>(std::fputs("\r\033[K", stderr));
  }
}

}  // namespace

int serve(const Startup& startup) {
  bound_memory();
  const sigset_t signals = block_signals();
  Watch watch(startup);
  std::atomic<WebServer*> serving{nullptr};  // set while it serves: a request to reload may come before start() returns
  const auto reload = [&]() -> Status {
    Status status = watch.reload();
    if (WebServer* web = serving.load(); status && web != nullptr) {
      status = web->reload();
    }
    watch.note_reload(status.ok());
    return status;
  };
  auto started =
      WebServer::start(web_settings(startup.options), watch.fleet(), watch.metrics(), WebHooks{reload}, startup.clock, startup.log);
  if (!started) {
    startup.err << "pgmedic: " << started.error().text() << "\n";
    stop_within(
        limits::kShutdownTime, [&] { watch.fleet().stop(); }, startup.log);
    // An address that is taken may be free a moment later: a supervisor should try again.
    return started.error().code == ErrorCode::kInvalid ? kExitUsage : kExitFailed;
  }
  std::unique_ptr<WebServer> web = std::move(started).value();
  serving = web.get();
  run_until_told(signals, reload, startup.log);
  serving = nullptr;
  stop_within(
      limits::kShutdownTime,
      [&] {
        std::thread stop_web([&] { web.reset(); });
        watch.fleet().stop();
        stop_web.join();
      },
      startup.log);
  return kExitOk;
}

int print_metrics(const Startup& startup) {
  if (startup.config.targets.size() != 1) {
    startup.err << "pgmedic: the command metrics prints one target's page, and the configuration has " << startup.config.targets.size()
                << "; give it --dsn, or a configuration file with one target\n";
    return kExitUsage;
  }
  bound_memory();
  Watch watch(startup);
  wait_for_first_round(watch.fleet(), startup.clock);
  const auto target = watch.fleet().targets().front();
  auto parts = target->parts();
  for (auto& part : watch.fleet().own_parts()) {
    parts.push_back(std::move(part));
  }
  const Page page(std::move(parts), PageEncoding{});
  const bool written = page.write([&](std::string_view text) { return static_cast<bool>(startup.out << text); });
  startup.out.flush();
  const bool up = target->status().up;
  if (!up) {
    startup.err << "pgmedic: server " << target->status().server << " cannot be reached\n";
  }
  stop_within(
      limits::kShutdownTime, [&] { watch.fleet().stop(); }, startup.log);
  return up && written ? kExitOk : kExitFailed;
}

}  // namespace pgmedic
