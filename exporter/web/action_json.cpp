#include "web/action_json.h"

#include "base/text.h"
#include "web/human.h"
#include "web/json_words.h"
#include "web/parameters.h"

namespace pgmedic {
namespace {

constexpr int kMostActions = 1000;

Json time_or_null(const std::optional<WallTime>& time) {
  return time ? Json(unix_seconds(*time)) : Json(nullptr);
}

Json summary_of(const std::string& target, const Action& action) {
  return {{"target", target},
          {"id", action.id},
          {"remedy", remedy_name(action.remedy)},
          {"object", object_json(action.object)},
          {"state", state_name(action.state)},
          {"since_timestamp_seconds", unix_seconds(action.state_since)},
          {"reason", text_or_null(action.reason)},
          {"sql", text_or_null(action.sql)},
          {"trigger", action.trigger},
          {"check", text_or_null(action.check)},
          {"approved_by", text_or_null(action.approved_by)},
          {"created_timestamp_seconds", unix_seconds(action.created)},
          {"started_timestamp_seconds", time_or_null(action.started)},
          {"ended_timestamp_seconds", time_or_null(action.ended)},
          {"predicted", facts_json(action.predicted)},
          {"before", facts_json(action.before)},
          {"after", facts_json(action.after)}};
}

Json running_json(const std::optional<Progress>& progress) {
  if (!progress) {
    return nullptr;
  }
  return {{"id", progress->action_id},
          {"remedy", remedy_name(progress->remedy)},
          {"object", object_json(progress->object)},
          {"phase", progress->phase},
          {"done_bytes", progress->done_bytes},
          {"total_bytes", progress->total_bytes},
          {"ratio", progress->ratio},
          {"seconds", progress->seconds},
          {"seconds_left", progress->seconds_left ? Json(*progress->seconds_left) : Json(nullptr)}};
}

Json target_json(RemedyDesk& desk, const std::string& target) {
  const auto status = desk.status(target);
  if (!status.ok()) {
    return {{"target", target}, {"error", status.error().text()}};
  }
  return {{"target", target},
          {"journal", status->journal_ok ? Json("ok") : Json(status->journal_error)},
          {"paused", status->paused},
          {"paused_by", text_or_null(status->paused_by)},
          {"kill_switch", status->killed},
          {"running", running_json(status->running)},
          {"waiting_for", text_or_null(status->waiting_for)},
          {"open", status->open_by_state}};
}

Error no_such(const char* what, const std::string& hint) {
  return {ErrorCode::kInvalid, std::string("unknown ") + what, hint};
}

}  // namespace

Result<ActionsQuestion> parse_actions_question(const std::string& query) {
  const auto asked = Parameters::read(query, {"target", "state", "remedy", "object", "open", "limit"});
  if (!asked.ok()) {
    return asked.error();
  }
  if (const Status status = asked->check_word("open", {"true", "false"}); !status.ok()) {
    return status.error();
  }
  ActionsQuestion question;
  question.target = asked->get("target");
  question.filter.object = asked->get("object");
  question.filter.open_only = asked->get("open") == "true";
  if (const std::string state = asked->get("state"); !state.empty()) {
    question.filter.state = parse_state(state);
    if (!question.filter.state) {
      return no_such("state", "see the table of states in docs/remedies.md");
    }
  }
  if (const std::string remedy = asked->get("remedy"); !remedy.empty()) {
    question.filter.remedy = parse_remedy(remedy);
    if (!question.filter.remedy) {
      return no_such("remedy", "reindex, analyze, vacuum, freeze or drop_leftover");
    }
  }
  if (const std::string limit = asked->get("limit"); !limit.empty()) {
    constexpr std::size_t kDigits = 4;
    const bool digits = limit.size() <= kDigits && limit.find_first_not_of("0123456789") == std::string::npos;
    question.filter.limit = digits ? std::stoi(limit) : 0;
    if (question.filter.limit < 1 || question.filter.limit > kMostActions) {
      return no_such("limit", "a number from 1 to 1000");
    }
  }
  return question;
}

std::string actions_json(RemedyDesk& desk, const ActionsQuestion& question) {
  Json json{{"targets", Json::array()}, {"actions", Json::array()}};
  for (const std::string& target : desk.targets()) {
    if (!question.target.empty() && question.target != target) {
      continue;
    }
    Json status = target_json(desk, target);
    const auto actions = desk.actions(target, question.filter);
    if (actions.ok()) {
      for (const Action& action : *actions) {
        json["actions"].push_back(summary_of(target, action));
      }
    } else {
      status["error"] = actions.error().text();
    }
    json["targets"].push_back(std::move(status));
  }
  return to_text(json);
}

std::string action_json(const ActionDetails& details) {
  const Action& action = details.action;
  Json json = summary_of(details.target, action);
  json["guards"] = facts_json(action.guards);
  json["evidence"] = facts_json(action.evidence);
  json["attempts"] = action.attempts;
  json["sqlstate"] = text_or_null(action.sqlstate);
  json["message"] = text_or_null(action.message);
  json["notices"] = action.notices;
  json["verify_timestamp_seconds"] = time_or_null(action.verify_at);
  json["events"] = Json::array();
  for (const ActionEvent& event : details.events) {
    json["events"].push_back({{"timestamp_seconds", unix_seconds(event.at)},
                              {"from", text_or_null(event.from)},
                              {"to", event.to},
                              {"event", event.event},
                              {"reason", text_or_null(event.reason)},
                              {"data", facts_json(event.data)}});
  }
  return to_text(json);
}

}  // namespace pgmedic
