#include "remedy/tally.h"

#include <algorithm>

#include "remedy/guard.h"
#include "remedy/steps.h"

namespace pgmedic {
namespace {

constexpr const char* kNominated = "nominated";
constexpr const char* kWaitingSession = "waiting_session";
constexpr const char* kGuard = "guard";
constexpr const char* kKillSwitch = "kill_switch";
constexpr const char* kPerson = "person";

// From statistics that are renewed in a moment to an index that takes a day.
const std::vector<double>& duration_bounds() {
  static const std::vector<double> kBounds{1, 5, 15, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600};
  return kBounds;
}

bool ends_work(const StepTaken& step) {
  return step.from && is_executing(*step.from) && is_terminal(step.to);
}

template <class Key>
void add_by_remedy(std::vector<RemedySample>& samples, const char* family, const std::map<Key, double>& values) {
  for (const auto& [remedy, value] : values) {
    samples.push_back({family, {{"remedy", remedy_name(remedy)}}, value});
  }
}

void add_by_name(std::vector<RemedySample>& samples, const char* family, const char* label, const std::map<std::string, double>& values) {
  for (const auto& [name, value] : values) {
    samples.push_back({family, {{label, name}}, value});
  }
}

}  // namespace

std::string yield_reason(const std::string& why) {
  const std::string head = head_of(why);
  return head == "yield" ? kWaitingSession : head == kKillSwitch || head == kGuard ? head : kPerson;
}

const std::set<std::string>& other_blockers() {
  static const std::set<std::string> kOthers{"mode", "session", "measure", "journal"};
  return kOthers;
}

Tally::Tally(const std::set<Remedy>& active) {
  for (const Remedy remedy : active) {
    steps_[{remedy, kNominated, State::kProposed}] = 0;
    for (const Transition& line : transitions()) {
      if ((is_executing(line.from) && is_terminal(line.to)) || line.event == Event::kLaunch) {
        steps_[{remedy, state_name(line.from), line.to}] = 0;
      }
    }
    reclaimed_[remedy] = wal_predicted_[remedy] = wal_written_[remedy] = 0;
  }
  for (const char* const reason : {kWaitingSession, kGuard, kKillSwitch, kPerson}) {
    yields_[reason] = 0;
  }
  for (const Guard& guard : all_guards()) {
    held_seconds_[guard.name] = 0;
  }
  for (const std::string& other : other_blockers()) {
    held_seconds_[other] = 0;
  }
}

void Tally::step(const StepTaken& step) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++steps_[{step.remedy, step.from ? state_name(*step.from) : kNominated, step.to}];
  if (ends_work(step)) {
    came_to_an_end(step);
  }
}

void Tally::came_to_an_end(const StepTaken& step) {
  if (!step.seconds) {
    return;  // its statement was never sent
  }
  durations_.try_emplace({step.remedy, step.to}, duration_bounds()).first->second.observe(*step.seconds);
  wal_predicted_[step.remedy] += step.wal_predicted.value_or(0);
  wal_written_[step.remedy] += step.wal_written.value_or(0);
  if (step.bytes_before && step.bytes_after) {
    reclaimed_[step.remedy] += std::max(*step.bytes_before - *step.bytes_after, 0.0);
  }
}

void Tally::journal_failed() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++journal_failures_;
}

void Tally::gave_up(const std::string& why) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++yields_[yield_reason(why)];
}

void Tally::lost_connection() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++losses_;
}

void Tally::dropped_leftover() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++leftovers_dropped_;
}

void Tally::held_back(const std::set<std::string>& guards, double seconds) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const std::string& guard : guards) {
    held_seconds_[guard] += seconds;
  }
}

void Tally::add_to(std::vector<RemedySample>& samples) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  samples.push_back({"pgmedic_journal_failures_total", {}, journal_failures_});
  samples.push_back({"pgmedic_action_connections_lost_total", {}, losses_});
  samples.push_back({"pgmedic_leftovers_dropped_total", {}, leftovers_dropped_});
  for (const auto& [path, count] : steps_) {
    const auto& [remedy, from, to] = path;
    samples.push_back(
        {"pgmedic_action_transitions_total", {{"remedy", remedy_name(remedy)}, {"from", from}, {"to", state_name(to)}}, count});
  }
  for (const auto& [end, seconds] : durations_) {
    samples.push_back(
        {"pgmedic_action_duration_seconds", {{"remedy", remedy_name(end.first)}, {"outcome", state_name(end.second)}}, 0, seconds});
  }
  add_by_remedy(samples, "pgmedic_action_reclaimed_bytes_total", reclaimed_);
  add_by_remedy(samples, "pgmedic_action_predicted_wal_bytes_total", wal_predicted_);
  add_by_remedy(samples, "pgmedic_action_written_wal_bytes_total", wal_written_);
  add_by_name(samples, "pgmedic_action_yields_total", "reason", yields_);
  add_by_name(samples, "pgmedic_guard_blocked_seconds_total", "guard", held_seconds_);
}

}  // namespace pgmedic
