#include "remedy/deliberation.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "remedy/index_state.h"

namespace pgmedic {
namespace {

// An answer is as old as the last round of questions, five seconds, and must outlive a slow one.
constexpr Milliseconds kFewRounds{15'000};
constexpr std::size_t kEnoughRuns = 5;  // fewer may all have been lucky

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

// What the query reckons is for slow disks; what the target has shown itself is better.
void predict_from_experience(const Bench& bench, Remedy remedy, Candidate& candidate) {
  const std::optional<double> reckoned = candidate.number("predicted_seconds");
  if (!reckoned) {
    return;
  }
  candidate.numbers["predicted_reckoned_seconds"] = *reckoned;
  candidate.texts["predicted_from"] = "sizes, as for slow disks";
  const Result<Experience> experience = bench.journal.experience(remedy, *reckoned);
  if (experience && experience->runs >= kEnoughRuns) {
    candidate.numbers["predicted_seconds"] = *reckoned * experience->slowness;
    candidate.texts["predicted_from"] = fmt::format("{} past runs of {}", experience->runs, remedy_name(remedy));
  }
}

// Nothing beyond the horizon can be frozen: whoever holds it is what people have to deal with, whatever else is in the way.
void name_the_horizon_first(Deliberation& thought) {
  const auto horizon =
      std::find_if(thought.guards.begin(), thought.guards.end(), [](const GuardResult& guard) { return guard.guard == "horizon"; });
  if (horizon != thought.guards.end() && horizon->verdict != Verdict::kOk && thought.summary.settles == Settles::kNothing) {
    thought.summary.reason = horizon->guard + ": " + horizon->reason;
    thought.blocker = horizon->guard;
  }
}

}  // namespace

Result<Candidate> measure_action(const Bench& bench, MaintenanceSession& session, const Action& action) {
  const SteadyTime began = bench.clock.steady_now();
  Result<Candidate> candidate = bench.judge.measure(session, bench.policy, action.remedy, action.object, bench.clock.wall_now());
  if (candidate) {
    candidate->took = bench.clock.steady_now() - began;
    predict_from_experience(bench, action.remedy, *candidate);
  }
  return candidate;
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
  bench.survey.heard(result.guards);
  result.summary = summarize(result.guards);
  const auto blocker =
      std::find_if(result.guards.begin(), result.guards.end(), [](const GuardResult& guard) { return guard.verdict != Verdict::kOk; });
  if (!result.summary.go && blocker != result.guards.end()) {
    result.blocker = blocker->guard;
  }
  if (action.remedy == Remedy::kFreeze) {
    name_the_horizon_first(result);
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
  const std::vector<GuardResult> guards = bench.judge.ask_running_guards(context);
  bench.survey.heard(guards);
  return summarize(guards);
}

}  // namespace pgmedic
