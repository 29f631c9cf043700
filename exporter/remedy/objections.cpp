#include "remedy/objections.h"

#include <fmt/format.h>

namespace pgmedic {

std::string Objections::of_sessions(MaintenanceSession& session, SteadyTime now) {
  const Result<std::set<int>> pids = waiting_sessions(session, backend_);
  if (!pids) {
    return "";
  }
  std::map<int, SteadyTime> still;
  for (const int pid : *pids) {
    const auto known = waiting_.find(pid);
    still.emplace(pid, known == waiting_.end() ? now : known->second);
  }
  waiting_ = std::move(still);
  for (const auto& [pid, since] : waiting_) {
    if (now - since >= bench_.policy.guards.yield_after) {
      return fmt::format("yield: session {} has been waiting for us", pid);
    }
  }
  return "";
}

std::string Objections::of_people(const Action& action) const {
  const Result<std::string> wanted = bench_.journal.stop_wanted(action.id);
  if (wanted && !wanted->empty()) {
    return *wanted;
  }
  const std::string& file = bench_.policy.kill_switch_file;
  if (!file.empty()) {
    const Result<bool> there = bench_.files.exists(file);
    if (there && *there) {
      return "kill_switch: the file " + file + " stops everything";
    }
  }
  return bench_.policy.mode_of(action.remedy) == Mode::kObserve ? "mode: it is observe by now" : "";
}

}  // namespace pgmedic
