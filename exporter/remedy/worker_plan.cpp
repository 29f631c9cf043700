// TargetWorker: what it would do, without doing or writing anything.
#include <utility>

#include "remedy/steps.h"
#include "remedy/worker.h"

namespace pgmedic {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return part.empty() || text.find(part) != std::string::npos;
}

std::string decision_of(const Action& action, const Deliberation& thought, Mode mode) {
  if (const std::optional<Settlement> end = settlement_of(action, thought)) {
    return "nothing: " + end->reason;
  }
  if (!thought.summary.go) {
    return "not now: " + thought.summary.reason;
  }
  if (mode < Mode::kApprove) {
    return std::string("nothing: the mode is ") + mode_name(mode);
  }
  if (mode == Mode::kApprove && action.approved_by.empty()) {
    return "it waits for a person's approval";
  }
  if (!thought.approval.empty() && action.approved_by.empty()) {
    return "it waits for a person's approval: " + thought.approval.front();
  }
  return "it would run now";
}

}  // namespace

Result<Deliberation> TargetWorker::think(const Action& action) {
  Result<std::unique_ptr<MaintenanceSession>> session = connector_->connect(action.object.database, "plan");
  if (!session) {
    return std::move(session).error();
  }
  Result<Candidate> candidate = measure_action(bench_, **session, action);
  return candidate ? deliberate(bench_, **session, action, std::move(*candidate)) : Result<Deliberation>(std::move(candidate).error());
}

PlannedAction TargetWorker::planned(const Action& action, const Result<Deliberation>& thought) const {
  PlannedAction plan;
  plan.remedy = action.remedy;
  plan.object = action.object;
  plan.action_id = action.id;
  plan.state = action.id.empty() ? "" : state_name(action.state);
  plan.mode = settings_.policy.mode_of(action.remedy);
  if (!thought) {
    plan.decision = "it cannot be measured: " + thought.error().text();
    return plan;
  }
  if (thought->candidate.exists) {
    plan.object = thought->candidate.object;
  }
  plan.sql = thought->candidate.statement;
  plan.predicted = predictions_of(thought->candidate);
  for (const GuardResult& guard : thought->guards) {
    plan.guards.push_back({guard.guard, verdict_name(guard.verdict), guard.reason, guard.age_seconds});
  }
  plan.decision = decision_of(action, *thought, plan.mode);
  return plan;
}

Result<PlannedAction> TargetWorker::explain(const Nomination& nomination) {
  const Status opened = open_journal();
  if (!opened.ok()) {
    return opened.error();
  }
  Action action;
  action.remedy = nomination.remedy;
  action.object = nomination.object;
  return planned(action, think(action));
}

Result<std::vector<PlannedAction>> TargetWorker::plan(const ActionFilter& filter) {
  const Status opened = open_journal();
  if (!opened.ok()) {
    return opened.error();
  }
  Result<std::vector<Action>> open = journal_.open_actions();
  if (!open) {
    return open.error();
  }
  if (context_.findings && !filter.state) {
    for (const Nomination& nomination : context_.findings(settings_.target)) {
      Action action;
      action.remedy = nomination.remedy;
      action.object = nomination.object;
      open->push_back(std::move(action));
    }
  }
  std::vector<PlannedAction> plans;
  std::map<std::pair<Remedy, ObjectName>, bool> seen;
  for (const Action& action : *open) {
    const bool wanted = !is_executing(action.state) && (!filter.remedy || *filter.remedy == action.remedy) &&
                        (!filter.state || *filter.state == action.state) && contains(action.object.text(), filter.object);
    if (wanted && static_cast<int>(plans.size()) < filter.limit && seen.emplace(std::pair(action.remedy, action.object), true).second) {
      plans.push_back(planned(action, think(action)));
    }
  }
  return plans;
}

}  // namespace pgmedic
