// Actions of the remedies as JSON, for GET /api/v1/actions and for the commands.
// Thread rule: free functions; any thread. Bytes that are no UTF-8 become U+FFFD.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "remedy/remedy_desk.h"

namespace pgmedic {

// What GET /api/v1/actions may be asked for: ?target=&state=&remedy=&object=&open=true&limit=; what is empty does not filter. Errors:
// kInvalid for words that mean nothing, and for parameters that there are not or that stand twice.
struct ActionsQuestion {
  std::string target;  // empty: all
  ActionFilter filter;
};
Result<ActionsQuestion> parse_actions_question(const std::string& query);

// Every target's status and its actions; a target whose journal cannot be read says so and does not hide the others.
std::string actions_json(RemedyDesk& desk, const ActionsQuestion& question);

// One action with its guards and events.
std::string action_json(const ActionDetails& details);

}  // namespace pgmedic
