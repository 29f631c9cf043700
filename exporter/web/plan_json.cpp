#include "web/plan_json.h"

#include <nlohmann/json.hpp>

namespace pgmedic {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json guards_json(const std::vector<GuardSaying>& guards) {
  Json json = Json::array();
  for (const GuardSaying& guard : guards) {
    json.push_back({{"guard", guard.guard},
                    {"verdict", guard.verdict},
                    {"reason", text_or_null(guard.reason)},
                    {"age_seconds", guard.age_seconds ? Json(*guard.age_seconds) : Json(nullptr)}});
  }
  return json;
}

Json action_json(const std::string& target, const PlannedAction& action) {
  Json predicted = Json::object();
  for (const auto& [name, value] : action.predicted) {
    predicted[name] = value;
  }
  return {{"target", target},
          {"remedy", remedy_name(action.remedy)},
          {"object",
           {{"database", action.object.database},
            {"schema", action.object.schema},
            {"table", text_or_null(action.object.table)},
            {"index", text_or_null(action.object.index)}}},
          {"id", text_or_null(action.action_id)},
          {"state", text_or_null(action.state)},
          {"mode", mode_name(action.mode)},
          {"decision", action.decision},
          {"sql", text_or_null(action.sql)},
          {"predicted", predicted},
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
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace pgmedic
