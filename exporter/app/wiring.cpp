#include "app/wiring.h"

#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "app/check_command.h"
#include "app/reload.h"
#include "app/reload_desk.h"
#include "app/shutdown.h"
#include "app/signals.h"
#include "app/watch.h"
#include "app/web_wiring.h"
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

// The configuration and the web configuration.
Status reload_both(Watch& watch, WebServer& web, Log& log) {
  std::vector<Prepare> parts{[&watch]() -> Result<Commit> {
    Result<Config> config = watch.read_again();
    return config ? Result<Commit>([&watch, next = std::move(config).value()] { watch.apply(next); }) : config.error();
  }};
  parts.emplace_back([&web] { return web.prepare_reload(); });
  Status status = reload_together(parts, log);
  if (status && web.control_port() == 0 && !watch.remedies()->targets().empty()) {
    log.warn("remedies are on, but the control listener is closed until the next start: alerts and people cannot reach them");
  }
  return status;
}

// Until SIGTERM or SIGINT.
void run_until_told(const sigset_t& signals, ReloadDesk& desk, const std::function<Status()>& reload, Log& log) {
  for (;;) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) {
      continue;
    }
    if (signal == kReloadAsked) {
      desk.serve(reload);
    } else if (signal == SIGHUP) {
      static_cast<void>(reload());  // it says in the log how it ended
    } else {
      log.info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      return;
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

// One that could not be started must not pass for a healthy one.
HealthView unwatched(const std::string& target) {
  HealthView view;
  view.status.name = target;
  view.status.sessions = {{"steady", false, "", "", "it cannot be watched: the log says why"}};
  return view;
}

// The slow lane's longest default timeout, and room for connecting.
constexpr auto kOnePage = std::chrono::seconds(90);
// Whoever asks for everything about many databases gets the time that it takes.
constexpr auto kOneLook = std::chrono::minutes(15);

}  // namespace

int serve(const Startup& startup) {
  bound_memory();
  const sigset_t signals = hold_signals();
  Watch watch(startup, RemedyUse::kAct);
  std::unique_ptr<WebServer> web;
  const auto reload = [&]() -> Status {
    Status status = reload_both(watch, *web, startup.log);
    watch.note_reload(status.ok());
    return status;
  };
  ReloadDesk desk([] { kill(getpid(), kReloadAsked); });
  const WebHooks hooks{[&desk] { return desk.ask(); }, [&watch](const TargetView& target) { return watch.health(target); },
                       watch.remedies(), watch.catalog(), [&watch] { return watch.configured(); }};
  auto started = WebServer::start(web_settings(startup), watch.fleet(), watch.metrics(), hooks, startup.clock, startup.log);
  if (!started) {
    startup.err << "pgmedic: " << started.error().text() << "\n";
    // An address that is taken may be free a moment later: a supervisor should try again.
    const int code = started.error().code == ErrorCode::kInvalid ? kExitUsage : kExitFailed;
    stop_within(
        limits::kShutdownTime, [&] { watch.stop(); }, code, startup.log);
    return code;
  }
  web = std::move(started).value();
  desk.open();
  run_until_told(signals, desk, reload, startup.log);
  desk.close();
  stop_within(
      limits::kShutdownTime,
      [&] {
        std::thread stop_web([&] { web.reset(); });
        watch.stop();
        stop_web.join();
      },
      kExitOk, startup.log);
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
  const auto target = watch.fleet().find(startup.config.targets.front().name);
  if (target == nullptr) {
    startup.err << "pgmedic: the server cannot be watched: the log says why\n";
    return kExitFailed;
  }
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
  const int code = up && written ? kExitOk : kExitFailed;
  stop_within(
      limits::kShutdownTime, [&] { watch.stop(); }, code, startup.log);
  return code;
}

void look_once(const LiveFleet& fleet, const Clock& clock) {
  wait_for_first_round(fleet, clock, kOneLook);
}

int check(const Startup& startup) {
  bound_memory();
  Watch watch(startup);
  look_once(watch.fleet(), startup.clock);
  std::vector<HealthView> seen;
  for (const TargetSettings& settings : startup.config.targets) {
    const auto target = watch.fleet().find(settings.name);
    seen.push_back(target == nullptr ? unwatched(settings.name) : watch.health(*target));
  }
  const int code = tell_check(startup, seen);
  stop_within(
      limits::kShutdownTime, [&] { watch.stop(); }, code, startup.log);
  return code;
}

}  // namespace pgmedic
