#include "remedy/proposals.h"

#include <algorithm>
#include <set>
#include <utility>

#include "remedy/remedies.h"
#include "remedy/steps.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// Older measurements are made anew even for an action that guards hold back; the guard "need" would not believe them.
constexpr auto kFresh = 10min;

double worth_of(const Candidate& candidate) {
  const double seconds = std::max(candidate.number("predicted_seconds").value_or(1), 1.0);
  const double bytes = candidate.number("predicted_gain_bytes").value_or(0);
  const double rows = candidate.number("predicted_gain_rows").value_or(0);
  return std::max(bytes, rows) / seconds;
}

bool is_released(State state) {
  return state == State::kApproved || state == State::kQueued || state == State::kGuarded;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) {
    all += (all.empty() ? "" : "; ") + text;
  }
  return all;
}

}  // namespace

void Proposals::forget_all_but(const std::vector<Action>& open) {
  std::set<std::string> ids;
  for (const Action& action : open) {
    ids.insert(action.id);
  }
  std::erase_if(memory_, [&](const auto& entry) { return !ids.contains(entry.first); });
}

bool Proposals::is_due(const Action& action) {
  const Memory& memory = memory_[action.id];
  return !memory.due || memory.released != is_released(action.state) || *memory.due <= bench_.clock.steady_now();
}

bool Proposals::expire(Action& action) {
  const bool waits = action.state == State::kProposed || is_released(action.state);
  if (!waits || bench_.clock.wall_now() - action.created < bench_.policy.proposal_ttl) {
    return false;
  }
  Change change;
  change.reason = "it waited too long; whoever still needs it nominates it again";
  return take_step(bench_, action, Event::kExpire, std::move(change));
}

bool Proposals::tend(std::vector<Action>& open) {
  for (Action& action : open) {
    if (expire(action)) {
      return true;
    }
  }
  for (Action& action : open) {
    if (action.state == State::kProposed && is_due(action)) {
      memory_[action.id].due = bench_.clock.steady_now() + pace_.reconsider;
      memory_[action.id].released = false;
      consider(action);
      return true;
    }
  }
  return false;
}

std::optional<Action> Proposals::next(const std::vector<Action>& open) {
  const Action* best = nullptr;
  for (const Action& action : open) {
    if (is_released(action.state) && is_due(action) && (best == nullptr || memory_[action.id].worth > memory_[best->id].worth)) {
      best = &action;
    }
  }
  if (best == nullptr) {
    return std::nullopt;
  }
  memory_[best->id].due = bench_.clock.steady_now() + pace_.retry;
  memory_[best->id].released = true;
  return *best;
}

Result<Deliberation> Proposals::think(const Action& action, bool measure_again) {
  Result<std::unique_ptr<MaintenanceSession>> session = bench_.connector.connect(action.object.database, "judge/" + action.id);
  if (!session) {
    return std::move(session).error();
  }
  Memory& memory = memory_[action.id];
  if (measure_again || !memory.candidate) {
    Result<Candidate> candidate = measure_action(bench_, **session, action);
    if (!candidate) {
      return std::move(candidate).error();
    }
    memory.worth = worth_of(*candidate);
    memory.candidate = std::move(*candidate);
  }
  return deliberate(bench_, **session, action, *memory.candidate);
}

void Proposals::consider(Action& action) {
  const Result<Deliberation> thought = think(action, true);
  if (thought) {
    decide(action, *thought);
    return;
  }
  if (refuse_without_database(bench_, action, thought.error())) {
    return;
  }
  Change change;
  const std::string reason = "measure: " + thought.error().text();
  change.reason = head_of(action.reason) == head_of(reason) ? "" : reason;
  static_cast<void>(bench_.journal.note(action.id, action.state, change).ok());
}

void Proposals::decide(Action& action, const Deliberation& thought) {
  Change change = change_of(thought);
  if (const std::optional<Settlement> end = settlement_of(action, thought)) {
    change.reason = end->reason;
    take_step(bench_, action, end->event, std::move(change));
    return;
  }
  const Mode mode = bench_.policy.mode_of(action.remedy);
  if (mode == Mode::kAuto && thought.approval.empty()) {
    change.reason = "released by the policy: mode is auto";
    if (take_step(bench_, action, Event::kApprove, std::move(change))) {
      memory_[action.id].due.reset();
    }
    return;
  }
  std::string reason = "approval: a person has to release it";
  if (mode == Mode::kAuto) {
    reason += ", because " + joined(thought.approval);
  } else if (mode < Mode::kApprove) {
    reason = "mode: only proposed, because the mode is " + std::string(mode_name(mode));
  }
  if (action.remedy == Remedy::kFreeze && thought.blocker == "horizon") {
    reason = thought.summary.reason + "; " + reason;
  }
  change.reason = action.reason == reason ? "" : reason;
  static_cast<void>(bench_.journal.note(action.id, action.state, change).ok());
}

bool Proposals::is_still_held(Action& action) {
  const Mode mode = bench_.policy.mode_of(action.remedy);
  if (mode < Mode::kApprove || (mode == Mode::kApprove && action.approved_by.empty())) {
    waiting_for_ = "mode: it is " + std::string(mode_name(mode)) + " by now";
    hold_back(bench_, action, waiting_for_, "mode", {});
    return true;
  }
  const Memory& memory = memory_[action.id];
  const bool fresh = memory.candidate && bench_.clock.wall_now() - memory.candidate->measured_at < kFresh;
  if (action.state != State::kGuarded || !fresh) {
    return false;
  }
  const Result<Deliberation> thought = think(action, false);
  if (!thought) {
    hold_back(bench_, action, thought.error().text(), "session", {});
    waiting_for_ = thought.error().text();
    return true;
  }
  if (thought->summary.go || settlement_of(action, *thought)) {
    return false;  // measured again before anything is done
  }
  hold_back(bench_, action, thought->summary.reason, thought->blocker, change_of(*thought));
  waiting_for_ = thought->blocker + ": " + thought->summary.reason;
  return true;
}

}  // namespace pgmedic
