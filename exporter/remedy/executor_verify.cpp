// Executor: what came of it, at once.
#include <fmt/format.h>

#include "remedy/executor.h"
#include "remedy/index_check.h"
#include "remedy/outcome.h"
#include "remedy/table_use.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// Before PostgreSQL 15 statistics reach other sessions with a delay.
constexpr int kLooks = 12;
constexpr auto kBetweenLooks = 500ms;

bool is_sound(Event event) {
  return event == Event::kSucceed || event == Event::kDisappoint;
}

OutcomeVerdict judge_table(const Action& action, const TableStats& stats) {
  if (action.remedy == Remedy::kAnalyze) {
    return judge_analyze(action, stats);
  }
  return action.remedy == Remedy::kFreeze ? judge_freeze(action, stats) : judge_vacuum(action, stats);
}

Facts facts_of(const TableStats& stats) {
  return {{"dead_rows", fmt::format("{}", stats.dead_rows)}, {"xid_age", fmt::format("{}", stats.xid_age)}};
}

Facts facts_of(const IndexState& index) {
  return {{"bytes", fmt::format("{}", index.bytes)}, {"rows", fmt::format("{}", index.rows)}, {"index_oid", std::to_string(index.oid)}};
}

std::optional<std::chrono::seconds> first_look_again(const TargetPolicy& policy, Remedy remedy) {
  return policy.verify_after.empty() || !is_looked_at_again(remedy)
             ? std::nullopt
             : std::optional(std::chrono::duration_cast<std::chrono::seconds>(policy.verify_after.front()));
}

}  // namespace

// False: nobody knows; asked again later.
bool Executor::check_index(const Action& action, MaintenanceSession& session, std::uint32_t index_oid, OutcomeVerdict& verdict) {
  const IndexCheck check = bench_.policy.of(action.remedy).check;
  if (check == IndexCheck::kNone) {
    return true;
  }
  const Result<IndexCheckPlan> plan = plan_index_check(session, index_oid, check);
  if (!plan) {
    bench_.log.warn("cannot check a rebuilt index yet", {{"target", bench_.target}, {"action", action.id}, {"error", plan.error().text()}});
    return false;
  }
  if (plan->statement.empty()) {
    verdict.reason += "; not checked: " + plan->why;
    return true;
  }
  const Status prepared = session.prepare_action(index_check_limits());
  const ActionReply reply =
      prepared.ok() ? run_yielding(action, session, plan->statement) : ActionReply{ActionEnd::kFailed, "", "", prepared.error().text(), {}};
  if (reply.end == ActionEnd::kUnknown) {
    return false;
  }
  if (is_damage(reply)) {
    verdict = {Event::kQuarantine, "amcheck has found damage in the new index: " + reply.message};
  } else {
    verdict.reason += reply.end == ActionEnd::kCompleted ? "; amcheck finds it sound" : "; not checked: " + reply.message;
  }
  return true;
}

std::optional<Executor::Outcome> Executor::outcome_for_table(const Action& action, MaintenanceSession& session) {
  std::optional<Outcome> outcome;
  for (int look = 0; look < kLooks && !bench_.orders.stopping(); ++look) {
    const Result<TableStats> stats = read_table_stats(session, action);
    if (!stats) {
      return std::nullopt;
    }
    outcome = Outcome{judge_table(action, *stats), facts_of(*stats), 0};
    if (outcome->verdict.event == Event::kSucceed) {
      break;
    }
    bench_.orders.rest(kBetweenLooks);
  }
  return outcome;
}

std::optional<Executor::Outcome> Executor::outcome_for_index(const Action& action, MaintenanceSession& session) {
  const Result<IndexState> index = read_index(session, action.object);
  if (!index) {
    return std::nullopt;
  }
  const bool rebuilt = action.remedy == Remedy::kReindex;
  Outcome outcome{rebuilt ? judge_rebuild(action, *index) : judge_drop(action, *index), facts_of(*index), index->oid};
  if (rebuilt && outcome.verdict.event != Event::kFail && !check_index(action, session, index->oid, outcome.verdict)) {
    return std::nullopt;
  }
  if (rebuilt && is_sound(outcome.verdict.event) && index->rows > 0 && index->bytes > 0) {
    static_cast<void>(bench_.journal.set_baseline(action.object, index->bytes / index->rows).ok());
  }
  return outcome;
}

void Executor::verify(Action& action) {
  MaintenanceSession* const session = session_to_end(action, "action");
  if (session == nullptr) {
    return;
  }
  std::optional<Outcome> outcome =
      is_for_indexes(action.remedy) ? outcome_for_index(action, *session) : outcome_for_table(action, *session);
  if (!outcome) {
    return;
  }
  if (const std::optional<double> wal = written_wal(*session, action)) {
    outcome->after.emplace_back("wal_bytes", fmt::format("{}", *wal));
  }
  Change change;
  change.reason = outcome->verdict.reason;
  if (outcome->verdict.event == Event::kSucceed) {
    change.verify_in = first_look_again(bench_.policy, action.remedy);
    add_use(*session, action.table_oid, outcome->index_oid, outcome->after);
  }
  change.after = std::move(outcome->after);
  if (outcome->verdict.event == Event::kFail) {
    fail(action, std::move(change));
  } else {
    step(action, outcome->verdict.event, std::move(change));
  }
}

}  // namespace pgmedic
