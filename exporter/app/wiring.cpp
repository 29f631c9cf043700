#include "app/wiring.h"

#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <thread>

#include "app/check_command.h"
#include "app/shutdown.h"
#include "app/version.h"
#include "app/watch.h"
#include "metrics/page.h"
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

// Where people steer remedies, unless they say otherwise.
constexpr const char* kControlAddress = "127.0.0.1:9188";

WebSettings web_settings(const Startup& startup) {
  const Options& options = startup.options;
  WebSettings settings;
  settings.listen_address = options.listen_address;
  const bool opens = options.control_address.empty() && remedies_are_on(startup.config);
  settings.control_address = opens ? kControlAddress : options.control_address;
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
void wait_for_first_round(const LiveFleet& fleet, const Clock& clock, std::chrono::seconds longest) {
  constexpr auto kLook = std::chrono::milliseconds(20);
  const bool person = isatty(STDERR_FILENO) == 1;
  const SteadyTime start = clock.steady_now();
  while (!fleet.ready() && clock.steady_now() - start < longest) {
    std::this_thread::sleep_for(kLook);
    if (person) {
      std::size_t asked = 0;
      std::size_t all = 0;
      for (const auto& target : fleet.targets()) {
        for (const CollectorStatus& collector : target->status().collectors) {
          ++all;
          asked += collector.runs > 0 || !collector.supported ? 1U : 0U;
        }
      }
      static_cast<void>(std::fprintf(stderr, "\rcollecting: %zu of %zu \033[K", asked, all));
    }
  }
  if (person) {
    static_cast<void>(std::fputs("\r\033[K", stderr));
  }
}

// The slow lane's longest default timeout, and room for connecting.
constexpr auto kOnePage = std::chrono::seconds(90);
// Whoever asks for everything about many databases gets the time that it takes.
constexpr auto kOneLook = std::chrono::minutes(15);

}  // namespace

int serve(const Startup& startup) {
  bound_memory();
  const sigset_t signals = block_signals();
  Watch watch(startup, RemedyUse::kAct);
  std::atomic<WebServer*> serving{nullptr};  // set while it serves: a request to reload may come before start() returns
  const auto reload = [&]() -> Status {
    Status status = watch.reload();
    if (WebServer* web = serving.load(); status && web != nullptr) {
      status = web->reload();
      if (web->control_port() == 0 && !watch.remedies()->targets().empty()) {
        startup.log.warn("remedies are on, but the control listener is closed until the next start: alerts and people cannot reach them");
      }
    }
    watch.note_reload(status.ok());
    return status;
  };
  const WebHooks hooks{reload, [&watch](const TargetView& target) { return watch.health(target); }, watch.remedies(), watch.catalog()};
  auto started = WebServer::start(web_settings(startup), watch.fleet(), watch.metrics(), hooks, startup.clock, startup.log);
  if (!started) {
    startup.err << "pgmedic: " << started.error().text() << "\n";
    stop_within(
        limits::kShutdownTime, [&] { watch.stop(); }, startup.log);
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
        watch.stop();
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
  wait_for_first_round(watch.fleet(), startup.clock, kOnePage);
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
      limits::kShutdownTime, [&] { watch.stop(); }, startup.log);
  return up && written ? kExitOk : kExitFailed;
}

void look_once(const LiveFleet& fleet, const Clock& clock) {
  wait_for_first_round(fleet, clock, kOneLook);
}

int check(const Startup& startup) {
  bound_memory();
  Watch watch(startup);
  look_once(watch.fleet(), startup.clock);
  std::vector<HealthView> seen;
  for (const auto& target : watch.fleet().targets()) {
    seen.push_back(watch.health(*target));
  }
  const int code = tell_check(startup, seen);
  stop_within(
      limits::kShutdownTime, [&] { watch.stop(); }, startup.log);
  return code;
}

}  // namespace pgmedic
