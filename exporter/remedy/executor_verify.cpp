// Executor: what came of it, at once and later.
#include <fmt/format.h>

#include "remedy/executor.h"
#include "remedy/outcome.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// Before PostgreSQL 15 statistics reach other sessions with a delay.
constexpr int kLooks = 12;
constexpr auto kBetweenLooks = 500ms;
// An index that has come back to this part of what it had lost was not worth rebuilding.
constexpr double kGrownBack = 0.8;

bool is_for_tables(Remedy remedy) {
  return !is_for_indexes(remedy);
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

std::optional<std::chrono::seconds> first_look_again(const TargetPolicy& policy) {
  return policy.verify_after.empty() ? std::nullopt
                                     : std::optional(std::chrono::duration_cast<std::chrono::seconds>(policy.verify_after.front()));
}

}  // namespace

void Executor::verify(Action& action) {
  const Result<MaintenanceSession*> session = session_for(action, "action");
  if (!session) {
    bench_.log.warn("cannot look at the outcome yet",
                    {{"target", bench_.target}, {"action", action.id}, {"error", session.error().text()}});
    return;
  }
  OutcomeVerdict verdict;
  Change change;
  if (is_for_tables(action.remedy)) {
    for (int look = 0; look < kLooks && !bench_.orders.stopping(); ++look) {
      const Result<TableStats> stats = read_table_stats(**session, action);
      if (!stats) {
        return;
      }
      verdict = judge_table(action, *stats);
      change.after = facts_of(*stats);
      if (verdict.event == Event::kSucceed) {
        break;
      }
      bench_.orders.rest(kBetweenLooks);
    }
  } else {
    const Result<IndexState> index = read_index(**session, action.object);
    if (!index) {
      return;
    }
    verdict = action.remedy == Remedy::kReindex ? judge_rebuild(action, *index) : judge_drop(action, *index);
    change.after = facts_of(*index);
    if (action.remedy == Remedy::kReindex && verdict.event != Event::kFail && index->rows > 0 && index->bytes > 0) {
      static_cast<void>(bench_.journal.set_baseline(action.object, index->bytes / index->rows).ok());
    }
  }
  change.reason = verdict.reason;
  if (verdict.event == Event::kSucceed) {
    change.verify_in = first_look_again(bench_.policy);
  }
  if (verdict.event == Event::kFail) {
    fail(action, std::move(change));
  } else {
    step(action, verdict.event, std::move(change));
  }
}

// Whether the gain has lasted. Only rebuilds can be undone by time alone.
void Executor::look_again(const Action& given) {
  Action action = given;
  session_.reset();
  const auto age = bench_.clock.wall_now() - action.ended.value_or(action.state_since);
  Change change;
  change.verify_in = -1s;
  for (const Milliseconds after : bench_.policy.verify_after) {
    if (after > age + 1min) {
      change.verify_in = std::chrono::duration_cast<std::chrono::seconds>(after - age);
      break;
    }
  }
  if (action.remedy == Remedy::kReindex) {
    const Result<MaintenanceSession*> session = session_for(action, "look");
    const Result<IndexState> index = session ? read_index(**session, action.object) : Result<IndexState>(session.error());
    session_.reset();
    if (!index) {
      return;  // due again in a few minutes
    }
    const double before = number_of(action.before, "bytes").value_or(0);
    const double after = number_of(action.after, "bytes").value_or(0);
    change.data = facts_of(*index);
    if (index->exists && before > after && index->bytes - after >= kGrownBack * (before - after)) {
      change.reason = "it has grown back to what it was";
      change.verify_in = -1s;
      if (step(action, Event::kRegress, std::move(change))) {
        static_cast<void>(bench_.journal.count_regrowth(action.object).ok());
      }
      return;
    }
    change.reason = index->exists ? "the gain has lasted" : "the index is gone";
  }
  static_cast<void>(bench_.journal.note(action.id, action.state, change).ok());
}

}  // namespace pgmedic
