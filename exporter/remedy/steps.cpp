#include "remedy/steps.h"

#include <algorithm>
#include <utility>

namespace pgmedic {

using namespace std::chrono_literals;

std::chrono::seconds quiet_after(const TargetPolicy& policy, Remedy remedy, State end) {
  const auto in_seconds = [](Milliseconds time) { return std::chrono::duration_cast<std::chrono::seconds>(time); };
  if (end == State::kSuperseded) {
    return 10min;  // a finding may be a little older than what has just been measured
  }
  if (end == State::kCancelled) {
    return 1h;
  }
  if (end == State::kRejected) {
    return in_seconds(policy.proposal_ttl);
  }
  if (end == State::kRefused || end == State::kExpired) {
    return 24h;
  }
  const std::chrono::seconds cooldown = in_seconds(policy.of(remedy).cooldown);
  // The guard has counted the doubling; here it is only about not writing the same row again and again.
  return end == State::kSuppressed ? std::clamp<std::chrono::seconds>(cooldown, 10min, 24h) : cooldown;
}

std::string head_of(const std::string& reason) {
  return reason.substr(0, reason.find(':'));
}

bool take_step(const Bench& bench, Action& action, Event event, Change change) {
  const Result<State> to = transition(action.state, event);
  if (to && is_terminal(*to) && !change.quiet_for) {
    change.quiet_for = quiet_after(bench.policy, action.remedy, *to);
  }
  const Result<bool> moved = bench.journal.move(action.id, action.state, event, change);
  if (!moved) {
    bench.log.error("the journal cannot be written, so nothing more is done",
                    {{"target", bench.target}, {"action", action.id}, {"error", moved.error().text()}});
    return false;
  }
  if (!*moved) {
    bench.log.warn("an action is in other hands or another state",
                   {{"target", bench.target}, {"action", action.id}, {"event", event_name(event)}});
    return false;
  }
  action.state = *to;
  action.reason = change.reason;
  bench.log.info("action", {{"target", bench.target},
                            {"action", action.id},
                            {"remedy", remedy_name(action.remedy)},
                            {"object", action.object.text()},
                            {"state", state_name(action.state)},
                            {"reason", change.reason}});
  return true;
}

bool refuse_without_database(const Bench& bench, Action& action, const Error& error) {
  if (error.code != ErrorCode::kNoDatabase) {
    return false;
  }
  Change change;
  change.reason = error.message;
  take_step(bench, action, Event::kRefuse, std::move(change));
  return true;
}

void hold_back(const Bench& bench, Action& action, const std::string& why, const std::string& blocker, Change change) {
  const std::string said = blocker.empty() || head_of(why) == blocker ? why : blocker + ": " + why;
  if (action.state == State::kGuarded && head_of(action.reason) == head_of(said)) {
    change.reason = said;
    change.quietly = true;
    const Result<bool> noted = bench.journal.note(action.id, State::kGuarded, change);
    if (noted.ok() && *noted) {
      action.reason = said;
    }
    return;
  }
  change.reason = said;
  take_step(bench, action, Event::kHold, std::move(change));
}

Change change_of(const Deliberation& thought) {
  Change change;
  change.guards = facts_of(thought.guards);
  const Candidate& candidate = thought.candidate;
  if (candidate.exists) {
    change.sql = candidate.statement;
    change.predicted = predictions_of(candidate);
    change.before = facts_of(candidate);
    change.object = candidate.object;
    change.database_oid = candidate.database_oid;
    change.table_oid = candidate.table_oid;
    change.index_oid = candidate.index_oid;
  }
  return change;
}

std::optional<Settlement> settlement_of(const Action& action, const Deliberation& thought) {
  const Candidate& candidate = thought.candidate;
  if (!candidate.exists) {
    return Settlement{Event::kRefuse, candidate.verdict_reason.empty() ? "there is no such object" : candidate.verdict_reason};
  }
  if (action.table_oid != 0 && candidate.table_oid != action.table_oid) {
    return Settlement{Event::kRefuse, "there is another table of that name now than when this was proposed"};
  }
  switch (thought.summary.settles) {
    case Settles::kRefused: return Settlement{Event::kRefuse, thought.summary.reason};
    case Settles::kSuppressed: return Settlement{Event::kSuppress, thought.summary.reason};
    case Settles::kSuperseded: return Settlement{Event::kSupersede, thought.summary.reason};
    case Settles::kNothing: break;
  }
  if (candidate.statement.empty()) {
    return Settlement{Event::kRefuse, candidate.verdict_reason};
  }
  return std::nullopt;
}

}  // namespace pgmedic
