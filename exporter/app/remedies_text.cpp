#include "app/remedies_text.h"

#include <algorithm>

#include "web/human.h"
#include "web/progress_text.h"

namespace pgmedic {
namespace {

// Names come from servers: no control character may reach the terminal.
std::string plain(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; }, '?');
  return text;
}

std::string indented(const char* term, const std::string& text) {
  constexpr std::size_t kColumn = 11;
  const std::string word = term;
  return text.empty() ? std::string() : "  " + word + std::string(kColumn - std::min(kColumn - 1, word.size()), ' ') + plain(text) + "\n";
}

std::string guard_line(const GuardSaying& guard) {
  std::string line = "    " + guard.verdict + std::string(9 - std::min<std::size_t>(8, guard.verdict.size()), ' ') + guard.guard;
  line += guard.reason.empty() ? "" : ": " + guard.reason;
  if (guard.age_seconds) {
    line += " (" + human_took(std::chrono::duration<double>(*guard.age_seconds)) + " old)";
  }
  return plain(line) + "\n";
}

std::string planned_text(const PlannedAction& action) {
  std::string text = plain(std::string(remedy_name(action.remedy)) + " " + action.object.text()) + "\n" +
                     indented("decision", action.decision) + indented("SQL", action.sql) +
                     indented("predicted", facts_text(action.predicted)) +
                     indented("mode", std::string(mode_name(action.mode)) + (action.state.empty() ? "" : ", " + action.state)) +
                     indented("action", action.action_id);
  if (!action.guards.empty()) {
    text += "  guards\n";
  }
  // Those that object first.
  for (const bool agreeing : {false, true}) {
    for (const GuardSaying& guard : action.guards) {
      text += (guard.verdict == "ok") == agreeing ? guard_line(guard) : std::string();
    }
  }
  return text;
}

}  // namespace

std::string plan_text(const std::vector<TargetPlan>& plans) {
  std::string text;
  for (const TargetPlan& plan : plans) {
    text += (text.empty() ? "" : "\n") + plain("target " + plan.target) + "\n";
    text += plan.error.empty() ? "" : plain((plan.actions.empty() ? "it cannot be told: " : "") + plan.error) + "\n";
    text += plan.error.empty() && plan.actions.empty() ? "nothing to do\n" : "";
    for (const PlannedAction& action : plan.actions) {
      text += planned_text(action);
    }
  }
  return text;
}

std::string actions_text(const std::vector<std::pair<std::string, Action>>& actions, const std::map<std::string, Progress>& running) {
  std::string text;
  for (const auto& [target, action] : actions) {
    text += action.id + "  " + state_name(action.state) + "  " + remedy_name(action.remedy) + "  " +
            plain(target + "  " + action.object.text() + (action.reason.empty() ? "" : "  (" + action.reason + ")")) + "\n";
    if (const auto progress = running.find(action.id); progress != running.end()) {
      text += indented("phase", phase_text(progress->second)) + indented("progress", done_text(progress->second)) +
              indented("time", duration_text(progress->second));
    }
  }
  return text.empty() ? "no actions\n" : text;
}

std::string action_text(const ActionDetails& details) {
  const Action& action = details.action;
  std::string text = action.id + "\n" + indented("target", details.target) +
                     indented("what", std::string(remedy_name(action.remedy)) + " " + action.object.text()) +
                     indented("state", std::string(state_name(action.state)) + " since " + human_time(action.state_since)) +
                     indented("reason", action.reason) + indented("SQL", action.sql) +
                     indented("nominated", action.trigger + (action.check.empty() ? "" : ", " + action.check) + " by " + action.actor) +
                     indented("approved", action.approved_by) + indented("evidence", facts_text(action.evidence)) +
                     indented("predicted", facts_text(action.predicted)) + indented("before", facts_text(action.before)) +
                     indented("after", facts_text(action.after)) + indented("message", action.message);
  text += action.guards.empty() ? "" : "  guards\n";
  for (const auto& [guard, said] : action.guards) {
    text.append("    ").append(plain(guard)).append(": ").append(plain(said)).append("\n");
  }
  text += "  events\n";
  for (const ActionEvent& event : details.events) {
    text += "    " + human_time(event.at) + "  " +
            plain(event.event + " → " + event.to + (event.reason.empty() ? "" : ": " + event.reason)) + "\n";
  }
  return text;
}

std::string paused_text(const RemedyStatus& status) {
  const std::string by = status.paused_by.empty() ? "" : " by " + status.paused_by;
  return status.paused ? plain("target " + status.target + " is paused" + by + ": nothing begins until pgmedic actions resume") + "\n" : "";
}

std::string steered_text(const std::string& verb, const std::string& id, bool stops) {
  std::string text = "done: " + verb + (id.empty() ? "" : " " + id) + "\n";
  if (verb == "abort") {
    text += "paused too: nothing begins until pgmedic actions resume\n";
  }
  if (stops) {
    text +=
        "what runs is stopped by the pgmedic that watches it, within a few seconds; a rebuild whose new index is in use already "
        "ends by itself\n";
  }
  return text;
}

Result<ObjectName> parse_object_name(const std::string& text) {
  constexpr std::size_t kTable = 3;
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool doubled = quoted && text.compare(i, 2, "\"\"") == 0;
    if (text[i] == '"' && !doubled) {
      quoted = !quoted;
    } else if (text[i] == '.' && !quoted) {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
      i += doubled ? 1 : 0;
    }
  }
  const bool empty = std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); });
  if (quoted || empty || parts.size() < kTable || parts.size() > kTable + 1) {
    return Error{ErrorCode::kInvalid, "--object is no name of an object",
                 "write db.schema.table or db.schema.table.index; names that hold a dot in double quotes"};
  }
  return ObjectName{parts[0], parts[1], parts[2], parts.size() > kTable ? parts[kTable] : ""};
}

}  // namespace pgmedic
