// TargetWorker: what others ask of it.
#include <algorithm>
#include <map>
#include <utility>

#include "remedy/steps.h"
#include "remedy/worker.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// More open proposals than that are no list for a person, and no work for a window.
constexpr std::size_t kMostOpen = 2'000;

bool same_object(const ObjectName& a, const ObjectName& b) {
  const bool by_index = !a.index.empty() && a.index == b.index;
  return a.database == b.database && a.schema == b.schema && (by_index || a == b);
}

NominationOutcome outcome_of(const Proposal& proposal) {
  if (proposal.outcome == Proposed::kNew) {
    return {NominationFate::kAccepted, proposal.id, "a new action"};
  }
  const std::string state = state_name(proposal.state);
  return {NominationFate::kDuplicate, proposal.id,
          proposal.outcome == Proposed::kOpen ? "there is one already, " + state
                                              : "there was one a short while ago, " + state + ": " + proposal.reason};
}

void add_progress(std::vector<RemedySample>& samples, const Progress& running) {
  std::vector<std::pair<std::string, std::string>> labels{{"remedy", remedy_name(running.remedy)},
                                                          {"datname", running.object.database},
                                                          {"schemaname", running.object.schema},
                                                          {"relname", running.object.table},
                                                          {"indexrelname", running.object.index}};
  const auto add = [&](const char* family, std::optional<double> value) {
    if (value) {
      samples.push_back({family, labels, *value});
    }
  };
  add("pgmedic_action_running_seconds", running.seconds);
  add("pgmedic_action_progress_ratio", running.ratio);
  add("pgmedic_action_remaining_seconds", running.seconds_left);
  add("pgmedic_action_predicted_seconds", running.predicted_seconds);
  if (running.total_bytes > 0) {
    add("pgmedic_action_phase_done_bytes", running.done_bytes);
    add("pgmedic_action_phase_size_bytes", running.total_bytes);
  }
  if (!running.phase.empty()) {
    labels.emplace_back("phase", running.phase);
    add("pgmedic_action_phase", 1);
  }
}

}  // namespace

NominationOutcome TargetWorker::screen(const Nomination& nomination, std::size_t before) const {
  if (task_ == Task::kWindUp) {
    return {NominationFate::kNotConfigured, "", "the target acts no more"};
  }
  if (settings_.policy.mode_of(nomination.remedy) == Mode::kObserve) {
    return {NominationFate::kNotConfigured, "", std::string("the mode of ") + remedy_name(nomination.remedy) + " is observe"};
  }
  if (nomination.trigger == kByAlert && !settings_.policy.nominate_alerts) {
    return {NominationFate::kNotConfigured, "", "alerts do not nominate here"};
  }
  if (is_for_indexes(nomination.remedy) == nomination.object.index.empty()) {
    return {NominationFate::kNotConfigured, "", is_for_indexes(nomination.remedy) ? "no index is named" : "an index is named, not a table"};
  }
  return before + survey_.open() >= kMostOpen ? NominationOutcome{NominationFate::kOverloaded, "", "too many actions are open"}
                                              : NominationOutcome{NominationFate::kAccepted, "", ""};
}

std::vector<NominationOutcome> TargetWorker::nominate(const std::vector<Nomination>& nominations) {
  std::vector<NominationOutcome> outcomes;
  std::map<std::pair<Remedy, ObjectName>, std::size_t> places;  // in `wanted`; the same object is written once
  std::vector<Nomination> wanted;
  std::vector<std::optional<std::size_t>> place_of;
  for (const Nomination& nomination : nominations) {
    const auto known = places.find(std::pair(nomination.remedy, nomination.object));
    place_of.emplace_back();
    if (known != places.end()) {
      outcomes.emplace_back();
      place_of.back() = known->second;
      continue;
    }
    outcomes.push_back(screen(nomination, wanted.size()));
    if (outcomes.back().fate == NominationFate::kAccepted) {
      place_of.back() = wanted.size();
      places.emplace(std::pair(nomination.remedy, nomination.object), wanted.size());
      wanted.push_back(nomination);
    }
  }
  if (wanted.empty()) {
    return outcomes;
  }
  const Status opened = open_journal();
  const Result<std::vector<Proposal>> proposals = opened.ok() ? journal_.propose(wanted) : Result<std::vector<Proposal>>(opened.error());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (place_of[i]) {
      outcomes[i] = proposals ? outcome_of((*proposals)[*place_of[i]])
                              : NominationOutcome{NominationFate::kUnavailable, "", proposals.error().text()};
    }
  }
  // The worker is not woken: a turn reads all that is open, and a flood of messages would make it do nothing else.
  return outcomes;
}

Status TargetWorker::withdraw(const std::vector<Nomination>& nominations) {
  if (nominations.empty()) {
    return {};
  }
  if (Status opened = open_journal(); !opened.ok()) {
    return opened;
  }
  Result<std::vector<Action>> open = journal_.open_actions();
  if (!open) {
    return open.error();
  }
  for (Action& action : *open) {
    const bool named = std::any_of(nominations.begin(), nominations.end(), [&](const Nomination& nomination) {
      return nomination.remedy == action.remedy && same_object(nomination.object, action.object);
    });
    if (named && !is_executing(action.state) && action.trigger == kByAlert && action.approved_by.empty()) {
      Change change;
      change.reason = "the alert has resolved";
      if (!take_step(bench_, action, Event::kSupersede, std::move(change))) {
        // It may have got into other hands: whether they can be taken back from those shows when this is said again.
        return Error{ErrorCode::kUnavailable, "action " + action.id + " could not be taken back", "try again; the log says why"};
      }
    }
  }
  return {};
}

Result<bool> TargetWorker::decide(const std::string& id, Event event, const std::string& actor) {
  const Status opened = open_journal();
  if (!opened.ok()) {
    return opened.error();
  }
  const Result<std::optional<Action>> found = journal_.find(id);
  if (!found) {
    return found.error();
  }
  if (!found.value()) {
    return false;
  }
  const Action& action = *found.value();
  if (event == Event::kWithdraw && is_stoppable(action.state)) {
    const Status asked = journal_.ask_to_stop(action.id, actor);
    orders_.wake();
    return asked.ok() ? Result<bool>(true) : Result<bool>(asked.error());
  }
  if (event == Event::kApprove && settings_.policy.mode_of(action.remedy) < Mode::kApprove) {
    return Error{ErrorCode::kInvalid,
                 std::string("the mode of ") + remedy_name(action.remedy) + " is " + mode_name(settings_.policy.mode_of(action.remedy)),
                 "set it to approve or auto in the configuration"};
  }
  Change change;
  change.reason = std::string(event_name(event)) + " by " + actor;
  change.data = {{"actor", actor}};
  if (event == Event::kApprove) {
    change.approved_by = actor;
  }
  const Result<State> to = transition(action.state, event);
  if (to && is_terminal(*to)) {
    change.quiet_for = quiet_after(settings_.policy, action.remedy, *to);
  }
  const Result<bool> moved = journal_.move(action.id, action.state, event, change);
  if (!moved) {
    return moved.error();
  }
  if (!*moved) {
    return Error{ErrorCode::kInvalid, "its state has changed in this moment", "look again"};
  }
  orders_.wake();
  return true;
}

Status TargetWorker::set_paused(bool paused, const std::string& actor) {
  Status status = open_journal();
  if (status.ok()) {
    status = journal_.set_paused(paused, actor);
  }
  orders_.wake();
  return status;
}

Status TargetWorker::abort(const std::string& actor) {
  Status status = open_journal();
  if (status.ok()) {
    status = journal_.abort(actor);
  }
  orders_.wake();
  return status;
}

void TargetWorker::look() {
  const std::optional<std::vector<Action>> open = take_in();
  if (!open) {
    return;
  }
  for (const Action& action : *open) {
    if (action.state != State::kRunning && action.state != State::kCancelling && action.state != State::kUnknown) {
      continue;
    }
    const Backend backend = backend_of(action);
    journal_.with_session([&](MaintenanceSession* session) {
      const auto there = session == nullptr ? Result<BackendState>(BackendState::kGone) : look_at_backend(*session, backend);
      const auto progress = there && *there != BackendState::kGone ? read_progress(*session, backend, action.index_oid)
                                                                   : Result<ServerProgress>(ServerProgress());
      if (progress) {
        orders_.show(progress_of(action, *progress, context_.clock.wall_now()));
      }
    });
  }
}

RemedyStatus TargetWorker::status() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  RemedyStatus status = status_;
  status.running = orders_.shown();
  status.open_by_state = survey_.open_by_state();
  status.waiting_for = survey_.waiting_for();
  const ControlState control = survey_.control();
  status.paused = control.paused;
  status.paused_by = control.paused ? control.actor : "";
  return status;
}

std::vector<RemedySample> TargetWorker::samples() const {
  const RemedyStatus now = status();
  std::vector<RemedySample> samples{{"pgmedic_journal_up", {}, now.journal_ok ? 1.0 : 0.0},
                                    {"pgmedic_remedies_paused", {}, now.paused ? 1.0 : 0.0},
                                    {"pgmedic_remedies_killed", {}, now.killed ? 1.0 : 0.0}};
  tally_.add_to(samples);
  survey_.add_to(samples);
  if (now.running) {
    add_progress(samples, *now.running);
  }
  return samples;
}

}  // namespace pgmedic
