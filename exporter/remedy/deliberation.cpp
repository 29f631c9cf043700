#include "remedy/deliberation.h"

#include <algorithm>
#include <utility>

#include "remedy/index_state.h"

namespace pgmedic {
namespace {

// An answer is as old as the last round of questions, five seconds, and must outlive a slow one.
constexpr Milliseconds kFewRounds{15'000};

Result<ObjectHistory> history_of(const Bench& bench, const Action& action) {
  const WallTime now = bench.clock.wall_now();
  Result<ObjectHistory> history =
      bench.journal.history(action.object, action.remedy, bench.policy.budget_start(action.remedy, now), action.id);
  if (history) {
    history->read_at = now;
  }
  return history;
}

// Only the journal can tell a leftover of ours from somebody else's index.
Result<bool> is_proven_ours(const Bench& bench, MaintenanceSession& session, const Candidate& candidate) {
  const Result<std::vector<InvalidIndex>> invalid = invalid_indexes(session, candidate.table_oid);
  if (!invalid) {
    return invalid.error();
  }
  const auto index =
      std::find_if(invalid.value().begin(), invalid.value().end(), [&](const InvalidIndex& one) { return one.oid == candidate.index_oid; });
  if (index == invalid.value().end()) {
    return false;
  }
  const Result<std::vector<Action>> rebuilds = bench.journal.rebuilds_of(candidate.database_oid, candidate.table_oid);
  if (!rebuilds) {
    return rebuilds.error();
  }
  return std::any_of(rebuilds.value().begin(), rebuilds.value().end(), [&](const Action& rebuild) { return is_ours(*index, rebuild); });
}

GuardContext context_of(const Bench& bench, const MaintenanceSession& session, const Action& action, const Candidate& candidate,
                        const ObjectHistory& history, const Ask& ask) {
  GuardContext context{bench.policy, action.remedy, candidate, history, ask, session.facts().server, bench.files, bench.clock.wall_now()};
  context.approved = !action.approved_by.empty();
  return context;
}

}  // namespace

Result<Candidate> measure_action(const Bench& bench, MaintenanceSession& session, const Action& action) {
  return bench.judge.measure(session, bench.policy, action.remedy, action.object, bench.clock.wall_now());
}

Result<Deliberation> deliberate(const Bench& bench, MaintenanceSession& session, const Action& action, Candidate candidate) {
  const Result<ObjectHistory> history = history_of(bench, action);
  if (!history) {
    return history.error();
  }
  Deliberation result;
  result.candidate = std::move(candidate);
  const Ask ask = ask_through(session);
  GuardContext context = context_of(bench, session, action, result.candidate, *history, ask);
  context.outside = [&bench](const OutsideQuestion& question) { return bench.outside.ask(question); };
  if (action.remedy == Remedy::kDropLeftover && result.candidate.exists) {
    const Result<bool> ours = is_proven_ours(bench, session, result.candidate);
    if (ours) {
      context.proven_ours = *ours;
    }
  }
  result.guards = bench.judge.ask_guards(context);
  result.summary = summarize(result.guards);
  const auto blocker =
      std::find_if(result.guards.begin(), result.guards.end(), [](const GuardResult& guard) { return guard.verdict != Verdict::kOk; });
  if (!result.summary.go && blocker != result.guards.end()) {
    result.blocker = blocker->guard;
  }
  result.approval = bench.judge.approval(bench.policy, action.remedy, result.candidate, session.facts().server.version_num);
  if (action.remedy == Remedy::kDropLeftover && context.proven_ours != true) {
    result.approval.emplace_back("the journal does not prove that pgmedic left it behind");
  }
  return result;
}

Result<GuardSummary> deliberate_running(const Bench& bench, MaintenanceSession& session, const Action& action, const Candidate& candidate) {
  const Result<ObjectHistory> history = history_of(bench, action);
  if (!history) {
    return history.error();
  }
  const Ask ask = ask_through(session);
  GuardContext context = context_of(bench, session, action, candidate, *history, ask);
  context.running = true;
  // The watch over the statement does not wait for anybody outside.
  context.outside = [&bench](const OutsideQuestion& question) {
    return bench.outside.look(question, std::max(kFewRounds, bench.policy.guards.input_max_age));
  };
  context.action_pid = action.backend_pid;
  return summarize(bench.judge.ask_running_guards(context));
}

}  // namespace pgmedic
