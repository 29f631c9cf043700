#include "remedy/action_watch.h"

#include <fmt/format.h>

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr auto kKeepEvery = 5s;  // a quarter of what a silent replica is waited for
constexpr auto kJudgeEvery = 5s;
constexpr auto kAskAgain = 10s;  // a cancel request can come too early to be heard

bool is_due(const std::optional<SteadyTime>& last, SteadyTime now, std::chrono::seconds every) {
  return !last || now - *last >= every;
}

}  // namespace

ActionWatch::ActionWatch(Bench& bench, Action& action, const Candidate& candidate)
    : bench_(bench), action_(action), candidate_(candidate), backend_(backend_of(action)), start_(bench.clock.steady_now()) {}

bool ActionWatch::look() {
  const SteadyTime now = bench_.clock.steady_now();
  if (bench_.orders.stopping()) {
    return false;
  }
  // Without the journal nothing can be written or stopped: the statement goes on, its own timeouts still hold.
  if (!bench_.journal.connect().ok()) {
    ++bench_.counters.journal_failures;
    return true;
  }
  if (!keep_hands(now)) {
    return false;
  }
  bool in_hands = true;
  bench_.journal.with_session([&](MaintenanceSession* session) {
    if (session == nullptr) {
      return;
    }
    see_progress(*session, now);
    const std::string why = reason_to_stop(*session, now);
    in_hands = why.empty() || stop(*session, why, now);
  });
  return in_hands;
}

bool ActionWatch::keep_hands(SteadyTime now) {
  if (!is_due(kept_, now, kKeepEvery)) {
    return true;
  }
  const Result<bool> kept = bench_.journal.keep(action_.id);
  if (!kept) {
    ++bench_.counters.journal_failures;
    return true;
  }
  kept_ = now;
  return *kept;
}

void ActionWatch::see_progress(MaintenanceSession& session, SteadyTime now) {
  Result<ServerProgress> progress = read_progress(session, backend_, action_.index_oid);
  if (!progress) {
    return;
  }
  progress_ = std::move(*progress);
  if (action_.remedy == Remedy::kReindex && progress_.copy_oid != 0 && action_.new_index_oid == 0) {
    Change change;
    change.new_index_oid = progress_.copy_oid;
    const Result<bool> noted = bench_.journal.note(action_.id, action_.state, change);
    action_.new_index_oid = noted && *noted ? progress_.copy_oid : 0;
  }
  Progress shown;
  shown.action_id = action_.id;
  shown.remedy = action_.remedy;
  shown.object = action_.object;
  shown.state = action_.state;
  shown.phase = progress_.phase;
  shown.done = progress_.done;
  shown.total = progress_.total;
  shown.seconds = std::chrono::duration<double>(now - start_).count();
  shown.ratio = overall_ratio(progress_);
  if (shown.ratio > 0) {
    shown.seconds_left = shown.seconds * (1 - shown.ratio) / shown.ratio;
  }
  bench_.orders.show(shown);
}

std::string ActionWatch::reason_to_stop(MaintenanceSession& session, SteadyTime now) {
  if (cancelling()) {
    return action_.reason;
  }
  std::string contention = somebody_waits(session, now);
  if (!contention.empty()) {
    ++bench_.counters.yields;
    return contention;
  }
  // The new index is in use by now; what is left is waiting, and would have to be cleaned up if it were cancelled.
  if (is_past_swap(progress_.phase)) {
    return "";
  }
  std::string people = people_object();
  return people.empty() ? guards_object(session, now) : people;
}

std::string ActionWatch::somebody_waits(MaintenanceSession& session, SteadyTime now) {
  const Result<std::set<int>> pids = waiting_clients(session, backend_);
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

// Once is chance; twice in a row is the case.
std::string ActionWatch::guards_object(MaintenanceSession& session, SteadyTime now) {
  if (!is_due(judged_, now, kJudgeEvery)) {
    return "";
  }
  judged_ = now;
  const Result<GuardSummary> summary = deliberate_running(bench_, session, action_, candidate_);
  const std::string objection = !summary ? "journal: " + summary.error().text() : summary->go ? "" : summary->reason;
  const bool again = !objection.empty() && !objection_.empty();
  objection_ = objection;
  return again ? "guard: " + objection : "";
}

std::string ActionWatch::people_object() const {
  if (const std::optional<std::string> why = bench_.orders.cancelled(action_.id)) {
    return *why;
  }
  const std::string& file = bench_.policy.kill_switch_file;
  if (!file.empty()) {
    const Result<bool> there = bench_.files.exists(file);
    if (there && *there) {
      return "kill_switch: the file " + file + " stops everything";
    }
  }
  return "";
}

bool ActionWatch::stop(MaintenanceSession& session, const std::string& why, SteadyTime now) {
  if (!cancelling()) {
    Change change;
    change.reason = why;
    change.data = {{"phase", progress_.phase}};
    const Result<bool> moved = bench_.journal.move(action_.id, action_.state, Event::kStop, change);
    if (!moved) {
      ++bench_.counters.journal_failures;
      return true;  // not written, not done; tried again at the next tick
    }
    if (!*moved) {
      return false;
    }
    action_.state = State::kCancelling;
    action_.reason = why;
    bench_.log.warn("an action is cancelled", {{"target", bench_.target}, {"action", action_.id}, {"reason", why}});
  }
  if (is_due(asked_to_stop_, now, kAskAgain)) {
    asked_to_stop_ = now;
    static_cast<void>(cancel_backend(session, backend_).ok());
  }
  return true;
}

}  // namespace pgmedic
