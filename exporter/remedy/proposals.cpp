#include "remedy/proposals.h"

#include <algorithm>
#include <set>
#include <utility>

#include "remedy/remedies.h"
#include "remedy/steps.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// The guard "need" does not believe older measurements; what the others say of them still holds.
constexpr auto kFresh = 10min;
// What takes longer to measure than that is measured for a hundredth of the time at most.
constexpr auto kQuick = 1s;
constexpr int kRest = 100;

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
      consider(action);
      put_off(memory_[action.id], false, pace_.reconsider);
      return true;
    }
  }
  return false;
}

void Proposals::Memory::keep(Candidate measured) {
  worth = worth_of(measured);
  candidate = std::move(measured);
}

void Proposals::put_off(Memory& memory, bool released, Milliseconds pause) const {
  const SteadyTime::duration took = memory.candidate ? memory.candidate->took : SteadyTime::duration(0);
  memory.due = bench_.clock.steady_now() + (took > kQuick ? std::max<SteadyTime::duration>(pause, kRest * took) : pause);
  memory.released = released;
}

std::optional<Action> Proposals::next(const std::vector<Action>& open) {
  const Action* best = nullptr;
  const auto is_better = [&](const Memory& one, const Memory& than) {
    const bool waits = one.round < round_;
    return waits != (than.round < round_) ? waits : one.worth > than.worth;
  };
  for (const Action& action : open) {
    if (is_released(action.state) && is_due(action) && (best == nullptr || is_better(memory_[action.id], memory_[best->id]))) {
      best = &action;
    }
  }
  if (best == nullptr) {
    return std::nullopt;
  }
  Memory& memory = memory_[best->id];
  round_ += memory.round == round_ ? 1 : 0;  // everybody has had a turn
  memory.round = round_;
  return *best;
}

void Proposals::tried(const std::string& id, const std::optional<Candidate>& measured) {
  Memory& memory = memory_[id];
  if (measured) {
    memory.keep(*measured);
  }
  memory.due = bench_.clock.steady_now() + pace_.retry;
  memory.released = true;
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
    memory.keep(std::move(*candidate));
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
    take_step(bench_, action, Event::kApprove, std::move(change));
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
    hold_back(bench_, action, "mode: it is " + std::string(mode_name(mode)) + " by now", "mode", {});
    return true;
  }
  const Memory& memory = memory_[action.id];
  if (action.state != State::kGuarded || !memory.candidate) {
    return false;
  }
  const bool fresh = bench_.clock.wall_now() - memory.candidate->measured_at < kFresh;
  const Result<Deliberation> thought = think(action, false);
  if (!thought) {
    hold_back(bench_, action, thought.error().text(), "session", {});
    return true;
  }
  const auto holder = std::find_if(thought->guards.begin(), thought->guards.end(), [&](const GuardResult& guard) {
    return guard.verdict != Verdict::kOk && (fresh || guard.guard != "need");
  });
  if (holder == thought->guards.end() || settlement_of(action, *thought)) {
    return false;  // measured again before anything is done
  }
  const std::string blocker = fresh ? thought->blocker : holder->guard;
  hold_back(bench_, action, fresh ? thought->summary.reason : holder->reason, blocker, change_of(*thought));
  return true;
}

}  // namespace pgmedic
