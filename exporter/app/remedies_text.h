// What the remedies did, do and would do, as text for a terminal. Bytes that a terminal must not get are replaced.
// Thread rule: free functions.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "remedy/remedy_report.h"
#include "web/plan_json.h"

namespace pgmedic {

std::string plan_text(const std::vector<TargetPlan>& plans);
// Actions with their targets. running: what is at work, by action, in lines that fit a terminal of 80 columns.
std::string actions_text(const std::vector<std::pair<std::string, Action>>& actions, const std::map<std::string, Progress>& running = {});
std::string action_text(const ActionDetails& details);
// That nothing begins there and who said so, in one line; empty where it is not paused.
std::string paused_text(const RemedyStatus& status);
// What came of an order. id: of the action that it was about; empty: of all. stops: it is also about what runs.
std::string steered_text(const std::string& verb, const std::string& id, bool stops);

// db.schema.table or db.schema.table.index; a part that holds a dot stands in double quotes. Errors: kInvalid.
Result<ObjectName> parse_object_name(const std::string& text);

}  // namespace pgmedic
