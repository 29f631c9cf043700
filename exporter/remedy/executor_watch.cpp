// Executor: while the statement works.
#include <algorithm>

#include "remedy/action_watch.h"
#include "remedy/executor.h"
#include "remedy/index_check.h"
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

// Empty: it may go on.
std::string Executor::why_to_end(const Action& action, Objections& objections) {
  if (bench_.orders.stopping()) {
    return "pgmedic ends";
  }
  std::string why;
  static_cast<void>(bench_.journal.connect().ok());
  bench_.journal.with_session(
      [&](MaintenanceSession* beside) { why = beside == nullptr ? "" : objections.of_sessions(*beside, bench_.clock.steady_now()); });
  return why.empty() ? objections.of_people(action) : why;
}

// True when the server was asked.
bool Executor::ask_to_end(const Backend& backend) {
  bool asked = false;
  bench_.journal.with_session([&](MaintenanceSession* beside) { asked = beside != nullptr && cancel_backend(*beside, backend).ok(); });
  return asked;
}

// A check of a new index may take hours, and whoever wants to change its table waits for it: it gives way as the rebuild did.
ActionReply Executor::run_yielding(const Action& action, MaintenanceSession& session, const std::string& sql) {
  const Backend backend{session.facts().backend_pid, session.facts().backend_start, session_name_};
  Objections objections(bench_, backend);
  StatementRun run(session, sql);
  std::string why;
  SteadyTime kept = bench_.clock.steady_now();
  while (!run.wait(bench_.tick)) {
    if (bench_.clock.steady_now() - kept >= kKeepEvery) {
      kept = bench_.clock.steady_now();
      static_cast<void>(bench_.journal.keep(action.id).ok());
    }
    why = why.empty() ? why_to_end(action, objections) : why;
    if (!why.empty() && !ask_to_end(backend) && bench_.orders.stopping()) {
      session.interrupt();
    }
  }
  ActionReply reply = run.take();
  if (!why.empty() && reply.end == ActionEnd::kFailed && !is_damage(reply)) {
    reply.message = why;
  }
  return reply;
}

// A statement that cleans up: short, but the action has to stay in our hands meanwhile.
ActionReply Executor::run_kept(const Action& action, MaintenanceSession& session, const std::string& sql) {
  StatementRun run(session, sql);
  while (!run.wait(kKeepEvery)) {
    if (bench_.orders.stopping()) {
      session.interrupt();
    }
    static_cast<void>(bench_.journal.keep(action.id).ok());
  }
  return run.take();
}

}  // namespace pgmedic
