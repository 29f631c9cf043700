#include "web/plan_json.h"

#include "web/json_words.h"

namespace pgmedic {
namespace {

Json guards_json(const std::vector<GuardSaying>& guards) {
  Json json = Json::array();
  for (const GuardSaying& guard : guards) {
    json.push_back({{"guard", guard.guard},
                    {"verdict", guard.verdict},
                    {"reason", text_or_null(guard.reason)},
                    {"age_seconds", number_or_null(guard.age_seconds)}});
  }
  return json;
}

Json action_json(const std::string& target, const PlannedAction& action) {
  return {{"target", target},
          {"remedy", remedy_name(action.remedy)},
          {"object", object_json(action.object)},
          {"id", text_or_null(action.action_id)},
          {"state", text_or_null(action.state)},
          {"mode", mode_name(action.mode)},
          {"decision", action.decision},
          {"sql", text_or_null(action.sql)},
          {"predicted", facts_json(action.predicted)},
          {"guards", guards_json(action.guards)}};
}

}  // namespace

std::string plan_json(const std::vector<TargetPlan>& plans) {
  Json json{{"targets", Json::array()}, {"actions", Json::array()}};
  for (const TargetPlan& plan : plans) {
    json["targets"].push_back({{"target", plan.target}, {"error", text_or_null(plan.error)}});
    for (const PlannedAction& action : plan.actions) {
      json["actions"].push_back(action_json(plan.target, action));
    }
  }
  return to_text(json, 2);
}

}  // namespace pgmedic
