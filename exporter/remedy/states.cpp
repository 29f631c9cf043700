#include "remedy/states.h"

#include <algorithm>
#include <utility>

namespace pgmedic {
namespace {

using enum State;

constexpr std::array<State, kStateCount> kStates{kProposed,   kApproved, kQueued,   kGuarded,   kStarting,    kRunning,    kVerifying,
                                                 kCancelling, kCleaning, kUnknown,  kSucceeded, kIneffective, kRegressed,  kFailed,
                                                 kCancelled,  kExpired,  kRejected, kRefused,   kSuppressed,  kSuperseded, kQuarantined};

constexpr std::array<const char*, kStateCount> kStateNames{"proposed",   "approved",   "queued",     "guarded", "starting",  "running",
                                                           "verifying",  "cancelling", "cleaning",   "unknown", "succeeded", "ineffective",
                                                           "regressed",  "failed",     "cancelled",  "expired", "rejected",  "refused",
                                                           "suppressed", "superseded", "quarantined"};

constexpr std::array<Event, kEventCount> kEvents{
    Event::kApprove, Event::kReject,     Event::kWithdraw, Event::kExpire,   Event::kSupersede,    Event::kRefuse,      Event::kSuppress,
    Event::kQueue,   Event::kHold,       Event::kBegin,    Event::kBackOff,  Event::kLaunch,       Event::kFinish,      Event::kBreak,
    Event::kStop,    Event::kLose,       Event::kAdopt,    Event::kFindDone, Event::kFindLeftover, Event::kFindNothing, Event::kCleaned,
    Event::kSucceed, Event::kDisappoint, Event::kRegress,  Event::kFail,     Event::kCancel,       Event::kQuarantine,  Event::kRelease};

constexpr std::array<const char*, kEventCount> kEventNames{
    "approve",  "reject",  "withdraw",   "expire",  "supersede", "refuse", "suppress",   "queue",     "hold",          "begin",
    "back_off", "launch",  "finish",     "break",   "stop",      "lose",   "adopt",      "find_done", "find_leftover", "find_nothing",
    "cleaned",  "succeed", "disappoint", "regress", "fail",      "cancel", "quarantine", "release"};

// Ordered by the state that is left.
constexpr auto kTransitions = std::to_array<Transition>({
    {kProposed, Event::kApprove, kApproved},
    {kProposed, Event::kReject, kRejected},
    {kProposed, Event::kWithdraw, kCancelled},
    {kProposed, Event::kExpire, kExpired},
    {kProposed, Event::kSupersede, kSuperseded},
    {kProposed, Event::kRefuse, kRefused},
    {kProposed, Event::kSuppress, kSuppressed},

    {kApproved, Event::kQueue, kQueued},
    {kApproved, Event::kHold, kGuarded},
    {kApproved, Event::kReject, kRejected},
    {kApproved, Event::kWithdraw, kCancelled},
    {kApproved, Event::kExpire, kExpired},
    {kApproved, Event::kSupersede, kSuperseded},
    {kApproved, Event::kRefuse, kRefused},
    {kApproved, Event::kSuppress, kSuppressed},

    {kQueued, Event::kBegin, kStarting},
    {kQueued, Event::kHold, kGuarded},
    {kQueued, Event::kReject, kRejected},
    {kQueued, Event::kWithdraw, kCancelled},
    {kQueued, Event::kExpire, kExpired},
    {kQueued, Event::kSupersede, kSuperseded},
    {kQueued, Event::kRefuse, kRefused},
    {kQueued, Event::kSuppress, kSuppressed},

    {kGuarded, Event::kQueue, kQueued},
    {kGuarded, Event::kHold, kGuarded},
    {kGuarded, Event::kReject, kRejected},
    {kGuarded, Event::kWithdraw, kCancelled},
    {kGuarded, Event::kExpire, kExpired},
    {kGuarded, Event::kSupersede, kSuperseded},
    {kGuarded, Event::kRefuse, kRefused},
    {kGuarded, Event::kSuppress, kSuppressed},

    {kStarting, Event::kLaunch, kRunning},
    {kStarting, Event::kBackOff, kGuarded},
    {kStarting, Event::kWithdraw, kCancelled},
    {kStarting, Event::kFail, kFailed},
    {kStarting, Event::kQuarantine, kQuarantined},
    {kStarting, Event::kLose, kUnknown},

    {kRunning, Event::kFinish, kVerifying},
    {kRunning, Event::kBreak, kCleaning},
    {kRunning, Event::kStop, kCancelling},
    {kRunning, Event::kLose, kUnknown},

    {kCancelling, Event::kFinish, kVerifying},
    {kCancelling, Event::kBreak, kCleaning},
    {kCancelling, Event::kLose, kUnknown},

    {kUnknown, Event::kAdopt, kRunning},
    {kUnknown, Event::kFindDone, kVerifying},
    {kUnknown, Event::kFindLeftover, kCleaning},
    {kUnknown, Event::kFindNothing, kFailed},
    {kUnknown, Event::kQuarantine, kQuarantined},

    {kCleaning, Event::kCleaned, kVerifying},
    {kCleaning, Event::kFail, kFailed},
    {kCleaning, Event::kCancel, kCancelled},
    {kCleaning, Event::kQuarantine, kQuarantined},
    {kCleaning, Event::kLose, kUnknown},

    {kVerifying, Event::kSucceed, kSucceeded},
    {kVerifying, Event::kDisappoint, kIneffective},
    {kVerifying, Event::kRegress, kRegressed},
    {kVerifying, Event::kBreak, kCleaning},
    {kVerifying, Event::kFail, kFailed},
    {kVerifying, Event::kCancel, kCancelled},
    {kVerifying, Event::kQuarantine, kQuarantined},
    {kVerifying, Event::kLose, kUnknown},

    {kSucceeded, Event::kRegress, kRegressed},
    {kQuarantined, Event::kRelease, kCancelled},
});

// What a person asked for, in a person's words; other events in their own.
std::string cannot_text(Event event) {
  constexpr auto kOrders = std::to_array<std::pair<Event, const char*>>({{Event::kApprove, "be approved"},
                                                                         {Event::kReject, "be rejected"},
                                                                         {Event::kWithdraw, "be cancelled"},
                                                                         {Event::kRelease, "be released"}});
  const auto* const order = std::find_if(kOrders.begin(), kOrders.end(), [&](const auto& each) { return each.first == event; });
  return order == kOrders.end() ? event_name(event) : order->second;
}

template <class Enum>
constexpr std::size_t index_of(Enum value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

const char* state_name(State state) {
  return kStateNames.at(index_of(state));
}

std::optional<State> parse_state(std::string_view name) {
  const auto* const found = std::find_if(kStates.begin(), kStates.end(), [&](State state) { return name == state_name(state); });
  return found == kStates.end() ? std::nullopt : std::optional<State>(*found);
}

const char* event_name(Event event) {
  return kEventNames.at(index_of(event));
}

bool is_terminal(State state) {
  return index_of(state) >= index_of(kSucceeded);
}

bool is_executing(State state) {
  return index_of(state) >= index_of(kStarting) && index_of(state) <= index_of(kUnknown);
}

bool is_stoppable(State state) {
  return state == kStarting || state == kRunning || state == kCancelling || state == kUnknown || state == kVerifying;
}

std::span<const State> all_states() {
  return kStates;
}

std::span<const Event> all_events() {
  return kEvents;
}

std::span<const Transition> transitions() {
  return kTransitions;
}

Result<State> transition(State from, Event event) {
  const auto* const found = std::find_if(kTransitions.begin(), kTransitions.end(),
                                         [&](const Transition& line) { return line.from == from && line.event == event; });
  if (found == kTransitions.end()) {
    return Error{ErrorCode::kInvalid, std::string("an action that is ") + state_name(from) + " cannot " + cannot_text(event)};
  }
  return found->to;
}

std::vector<Event> events_of(State state) {
  std::vector<Event> events;
  for (const Transition& line : kTransitions) {
    if (line.from == state) {
      events.push_back(line.event);
    }
  }
  return events;
}

std::string states_markdown() {
  std::string diagram = "```mermaid\nstateDiagram-v2\n    [*] --> proposed\n";
  std::string table = "| state | event | next state |\n|---|---|---|\n";
  for (const Transition& line : kTransitions) {
    const std::string from = state_name(line.from);
    const std::string to = state_name(line.to);
    const std::string event = event_name(line.event);
    diagram.append("    ").append(from).append(" --> ").append(to).append(": ").append(event).append("\n");
    table.append("| ").append(from).append(" | ").append(event).append(" | ").append(to).append(" |\n");
  }
  for (const State state : kStates) {
    if (is_terminal(state)) {
      diagram.append("    ").append(state_name(state)).append(" --> [*]\n");
    }
  }
  return diagram + "```\n\n" + table;
}

}  // namespace pgmedic
