#include "remedy/action_watch.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr auto kJudgeEvery = 5s;
constexpr auto kAskAgain = 10s;  // a cancel request can come too early to be heard

bool is_due(const std::optional<SteadyTime>& last, SteadyTime now, std::chrono::seconds every) {
  return !last || now - *last >= every;
}

}  // namespace

ActionWatch::ActionWatch(Bench& bench, Action& action, const Candidate& candidate)
    : bench_(bench), action_(action), candidate_(candidate), backend_(backend_of(action)), objections_(bench, backend_) {}

bool ActionWatch::look() {
  const SteadyTime now = bench_.clock.steady_now();
  if (bench_.orders.stopping()) {
    return false;
  }
  // Without the journal nothing can be written or stopped: the statement goes on, its own timeouts still hold.
  if (!bench_.journal.connect().ok()) {
    return true;
  }
  if (!keep_hands(now)) {
    return false;
  }
  bench_.survey.refresh(true);
  bool in_hands = true;
  bench_.journal.with_session([&](MaintenanceSession* session) {
    if (session == nullptr) {
      return;
    }
    see_progress(*session);
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
    return true;
  }
  kept_ = now;
  return *kept;
}

void ActionWatch::see_progress(MaintenanceSession& session) {
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
  bench_.orders.show(progress_of(action_, progress_, bench_.clock.wall_now()));
}

std::string ActionWatch::reason_to_stop(MaintenanceSession& session, SteadyTime now) {
  if (cancelling()) {
    return action_.reason;
  }
  std::string contention = objections_.of_sessions(session, now);
  if (!contention.empty()) {
    return contention;
  }
  // The new index is in use by now; what is left is waiting, and would have to be cleaned up if it were cancelled.
  if (is_past_swap(progress_.phase)) {
    return "";
  }
  std::string people = objections_.of_people(action_);
  return people.empty() ? guards_object(session, now) : people;
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

bool ActionWatch::stop(MaintenanceSession& session, const std::string& why, SteadyTime now) {
  if (!cancelling()) {
    Change change;
    change.reason = why;
    change.data = {{"phase", progress_.phase}};
    const Result<bool> moved = bench_.journal.move(action_.id, action_.state, Event::kStop, change);
    if (!moved) {
      return true;  // not written, not done; tried again at the next tick
    }
    if (!*moved) {
      return false;
    }
    action_.state = State::kCancelling;
    action_.reason = why;
    bench_.tally.gave_up(why);
    bench_.log.warn("an action is cancelled", {{"target", bench_.target}, {"action", action_.id}, {"reason", why}});
  }
  if (is_due(asked_to_stop_, now, kAskAgain)) {
    asked_to_stop_ = now;
    static_cast<void>(cancel_backend(session, backend_).ok());
  }
  return true;
}

}  // namespace pgmedic
