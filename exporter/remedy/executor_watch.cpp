// Executor: while the statement works.
#include <algorithm>

#include "remedy/action_watch.h"
#include "remedy/executor.h"
#include "remedy/statement_run.h"

namespace pgmedic {
namespace {

// The program's end does not wait for the next look.
constexpr Milliseconds kStopsWithin{100};

}  // namespace

// Nothing: let go; the statement goes on without us.
std::optional<ActionReply> Executor::run_watched(Action& action, const Candidate& candidate) {
  ActionWatch watch(bench_, action, candidate);
  StatementRun run(*session_, action.sql);
  SteadyTime looked = bench_.clock.steady_now();
  while (!run.wait(std::min<Milliseconds>(bench_.tick, kStopsWithin))) {
    const bool stopping = bench_.orders.stopping();
    if (!stopping && bench_.clock.steady_now() - looked < bench_.tick) {
      continue;
    }
    looked = bench_.clock.steady_now();
    if (stopping) {
      Change change;
      change.reason = "pgmedic ends; the statement goes on";
      change.lets_go = true;
      step(action, Event::kLose, std::move(change));
    }
    if (stopping || !watch.look()) {
      return std::nullopt;
    }
  }
  return run.take();
}

// The statement of an earlier life of this program, or of another replica. It ends with its session, or with its session idle.
void Executor::watch_adopted(Action& action) {
  const Candidate candidate = candidate_of(action);
  ActionWatch watch(bench_, action, candidate);
  const Backend backend = backend_of(action);
  bool busy = true;
  while (busy && watch.look()) {
    bench_.orders.rest(bench_.tick);
    bench_.journal.with_session([&](MaintenanceSession* session) {
      const Result<BackendState> state =
          session == nullptr ? Result<BackendState>(BackendState::kBusy) : look_at_backend(*session, backend);
      busy = !state || *state == BackendState::kBusy;
    });
  }
  bench_.orders.show(std::nullopt);
}

// A statement that cleans up: short, but the action has to stay in our hands meanwhile.
ActionReply Executor::run_kept(const Action& action, MaintenanceSession& session, const std::string& sql) {
  StatementRun run(session, sql);
  while (!run.wait(std::chrono::seconds(5))) {
    if (bench_.orders.stopping()) {
      session.interrupt();
    }
    static_cast<void>(bench_.journal.keep(action.id).ok());
  }
  return run.take();
}

}  // namespace pgmedic
