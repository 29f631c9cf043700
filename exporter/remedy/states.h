// The life of an action as one table: which event leads from which state to which. Everything that moves an action goes
// through transition(), so that no state is ever reached that the table does not know; docs/remedies.md shows the table itself.
// Thread rule: free functions without state.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pgmedic {

enum class State {
  kProposed,    // nominated; measured and judged again and again, nothing is done
  kApproved,    // released, by a person or by the policy
  kQueued,      // chosen as the next
  kGuarded,     // a guard says "not now"
  kStarting,    // about to begin: the statement is written down, nothing has been sent
  kRunning,     // the statement is with the server
  kVerifying,   // the server is done; what came of it is measured
  kCancelling,  // the server was asked to stop
  kCleaning,    // what an interrupted statement left behind is removed
  kUnknown,     // nobody watches it: the connection or the program was lost
  kSucceeded,
  kIneffective,  // done, and no use
  kRegressed,    // done, and later worse again
  kFailed,
  kCancelled,
  kExpired,
  kRejected,     // by a person
  kRefused,      // a guard will never agree
  kSuppressed,   // it was of no use, or too recent, to do it again
  kSuperseded,   // no longer needed
  kQuarantined,  // failed too often: a person has to look
};
inline constexpr std::size_t kStateCount = 21;

enum class Event {
  kApprove,
  kReject,
  kWithdraw,  // cancelled before it began
  kExpire,
  kSupersede,
  kRefuse,
  kSuppress,
  kQueue,
  kHold,
  kBegin,
  kBackOff,  // something changed between the decision and the statement
  kLaunch,   // written before the statement is sent
  kFinish,   // the server reported success
  kBreak,    // the server reported an error
  kStop,     // asked to stop
  kLose,
  kAdopt,  // found alive
  kFindDone,
  kFindLeftover,
  kFindNothing,
  kCleaned,  // what was left is gone, and the work itself was done
  kSucceed,
  kDisappoint,
  kRegress,
  kFail,
  kCancel,
  kQuarantine,
  kRelease,  // a person has looked
};
inline constexpr std::size_t kEventCount = 28;

const char* state_name(State state);
std::optional<State> parse_state(std::string_view name);
const char* event_name(Event event);

// Over; an object may be nominated again. Only a later look at a success, or a person, still changes such an action.
bool is_terminal(State state);
// Something of it may be at work on the server, or may have left something there.
bool is_executing(State state);
// Its statement may still come, or is with the server: it can be asked to stop.
bool is_stoppable(State state);
std::span<const State> all_states();
std::span<const Event> all_events();

struct Transition {
  State from;
  Event event;
  State to;
};
std::span<const Transition> transitions();

// kInvalid when the table has no such line.
Result<State> transition(State from, Event event);
// What may happen in a state.
std::vector<Event> events_of(State state);

// The table for docs/remedies.md: a Mermaid diagram and a Markdown table.
std::string states_markdown();

}  // namespace pgmedic
