#include "remedy/survey.h"

#include <algorithm>

#include "base/text.h"
#include "remedy/steps.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// Where nobody looked for longer than that, nobody knows what held things back meanwhile.
constexpr auto kLongestGap = 60s;
constexpr const char* kApproval = "approval";

bool waits(State state) {
  return !is_executing(state) && !is_terminal(state);
}

// Everything that objects to it, as its row has it; the guards have not been asked where something else came first.
std::set<std::string> blockers_of(const Action& action) {
  const std::string head = head_of(action.reason);
  if (action.state == State::kGuarded && other_blockers().contains(head)) {
    return {head};
  }
  std::set<std::string> blockers;
  for (const Guard& guard : all_guards()) {
    const std::string& said = fact_of(action.guards, guard.name);
    if (!said.empty() && head_of(said) != verdict_name(Verdict::kOk)) {
      blockers.insert(guard.name);
    }
  }
  return blockers;
}

}  // namespace

void Survey::see(const std::vector<Action>& open, const ControlState& control) {
  const SteadyTime now = clock_.steady_now();
  const auto passed = seen_at_ ? std::min<SteadyTime::duration>(now - *seen_at_, kLongestGap) : SteadyTime::duration{};
  seen_at_ = now;
  std::set<std::string> holding;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_.clear();
    awaiting_.clear();
    blocks_.clear();
    waiting_for_.clear();
    control_ = control;
    for (const Action& action : open) {
      Group& group = open_[{action.remedy, action.state}];
      group.oldest = group.count == 0 ? action.state_since : std::min(group.oldest, action.state_since);
      ++group.count;
      if (waits(action.state)) {
        count_waiting(action, holding);
      }
    }
  }
  tally_.held_back(holding, std::chrono::duration<double>(passed).count());
}

void Survey::count_waiting(const Action& action, std::set<std::string>& holding) {
  const std::set<std::string> blockers = blockers_of(action);
  for (const std::string& blocker : blockers) {
    ++blocks_[blocker];
  }
  if (action.state == State::kGuarded) {
    holding.insert(blockers.begin(), blockers.end());
    waiting_for_ = waiting_for_.empty() ? action.reason : waiting_for_;
  }
  if (action.state == State::kProposed && head_of(action.reason) == kApproval) {
    Group& group = awaiting_[action.remedy];
    group.oldest = group.count == 0 ? action.created : std::min(group.oldest, action.created);
    ++group.count;
  }
}

void Survey::heard(const std::vector<GuardResult>& guards) {
  const WallTime now = clock_.wall_now();
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const GuardResult& guard : guards) {
    if (guard.age_seconds) {
      inputs_[guard.guard] = now - std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(*guard.age_seconds));
    }
  }
}

void Survey::found(const LeftoverCount& leftovers) {
  const std::lock_guard<std::mutex> lock(mutex_);
  leftovers_ = leftovers;
}

void Survey::refresh(bool open_too) {
  const SteadyTime now = clock_.steady_now();
  if (refreshed_at_ && now - *refreshed_at_ < every_) {
    return;
  }
  refreshed_at_ = now;
  if (open_too) {
    const Result<std::vector<Action>> open = journal_.open_actions();
    const Result<ControlState> control = journal_.control();
    if (open && control) {
      see(*open, *control);
    }
  }
  Result<std::map<Remedy, RemedyCensus>> census = journal_.census();
  std::map<WallTime, WindowUsage> by_start;  // remedies mostly share their windows
  std::map<Remedy, WindowUsage> usage;
  const WallTime wall = clock_.wall_now();
  for (const Remedy remedy : kRemedies) {
    const WallTime start = policy_.budget_start(remedy, wall);
    if (!by_start.contains(start)) {
      const Result<WindowUsage> used = journal_.usage(start);
      if (!used) {
        return;
      }
      by_start[start] = *used;
    }
    usage[remedy] = by_start[start];
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  usage_ = std::move(usage);
  if (census) {
    census_ = std::move(*census);
  }
}

std::size_t Survey::open() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::size_t count = 0;
  for (const auto& [kind, group] : open_) {
    count += group.count;
  }
  return count;
}

std::map<std::string, int> Survey::open_by_state() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::map<std::string, int> counts;
  for (const auto& [kind, group] : open_) {
    counts[state_name(kind.second)] += static_cast<int>(group.count);
  }
  return counts;
}

ControlState Survey::control() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return control_;
}

std::string Survey::waiting_for() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return waiting_for_;
}

}  // namespace pgmedic
