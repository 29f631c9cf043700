// Remedies: reading the journals.
#include <algorithm>

#include "remedy/remedies.h"
#include "remedy/worker.h"

namespace pgmedic {
namespace {

// What is looked through for a filter; older actions are in the journal itself.
constexpr int kLookedThrough = 5'000;

bool matches(const Action& action, const ActionFilter& filter) {
  return (!filter.state || *filter.state == action.state) && (!filter.remedy || *filter.remedy == action.remedy) &&
         (!filter.open_only || !is_terminal(action.state)) &&
         (filter.object.empty() || action.object.text().find(filter.object) != std::string::npos);
}

}  // namespace

Result<std::vector<Action>> Remedies::actions(const std::string& target, const ActionFilter& filter) {
  const Worker one = worker(target);
  if (one == nullptr) {
    return Error{ErrorCode::kInvalid, "remedies do nothing for a target \"" + target + "\""};
  }
  const Status opened = one->open_journal();
  if (!opened.ok()) {
    return opened.error();
  }
  const bool filtered = filter.state || filter.remedy || !filter.object.empty();
  Result<std::vector<Action>> actions =
      filter.open_only ? one->journal().open_actions() : one->journal().recent(filtered ? kLookedThrough : filter.limit);
  if (actions) {
    std::erase_if(*actions, [&](const Action& action) { return !matches(action, filter); });
    if (actions->size() > static_cast<std::size_t>(std::max(filter.limit, 0))) {
      actions->resize(static_cast<std::size_t>(std::max(filter.limit, 0)));
    }
  }
  return actions;
}

Result<ActionDetails> Remedies::find(const std::string& id) {
  std::optional<Error> trouble;
  for (const Worker& one : chosen("")) {
    const Status opened = one->open_journal();
    const Result<std::optional<Action>> action = opened.ok() ? one->journal().find(id) : Result<std::optional<Action>>(opened.error());
    if (!action) {
      trouble = action.error();
      continue;
    }
    if (!action.value()) {
      continue;
    }
    Result<std::vector<ActionEvent>> events = one->journal().events(id);
    if (!events) {
      return events.error();
    }
    return ActionDetails{one->target(), *action.value(), std::move(*events)};
  }
  return trouble ? *trouble : Error{ErrorCode::kInvalid, "there is no such action"};
}

}  // namespace pgmedic
