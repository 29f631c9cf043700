// Steps in the life of an action, written down before they count. Shared by whoever moves actions for one target.
// Thread rule: the worker's thread.
#pragma once

#include <optional>
#include <string>

#include "remedy/bench.h"
#include "remedy/deliberation.h"

namespace pgmedic {

// False: it was not written, or the action is in other hands; let go of it.
bool take_step(const Bench& bench, Action& action, Event event, Change change);

// It may not go on now. The same guard saying no again is no news: only what it says is kept up to date.
void hold_back(const Bench& bench, Action& action, const std::string& why, const std::string& blocker, Change change);

// What was measured and said, as columns of the journal.
Change change_of(const Deliberation& thought);

// The end that a deliberation means for an action that has not begun; nothing: there is none yet.
struct Settlement {
  Event event = Event::kRefuse;
  std::string reason;
};
std::optional<Settlement> settlement_of(const Action& action, const Deliberation& thought);

// How long nominations of the same object are not taken up after such an end.
std::chrono::seconds quiet_after(const TargetPolicy& policy, Remedy remedy, State end);

// Refuses an action whose database is not there; false when that is not what the error says.
bool refuse_without_database(const Bench& bench, Action& action, const Error& error);

// "window" of "window: closed until ...".
std::string head_of(const std::string& reason);

}  // namespace pgmedic
