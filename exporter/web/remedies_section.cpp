#include "web/remedies_section.h"

#include <algorithm>

#include "base/text.h"
#include "remedy/guard.h"
#include "web/human.h"
#include "web/progress_text.h"

namespace pgmedic {
namespace {

// What is over is shown that often; the API has the rest.
constexpr std::size_t kOutcomesShown = 10;
constexpr std::size_t kOpenShown = 50;

const char* state_style(State state) {
  switch (state) {
    case State::kSucceeded:
    case State::kRunning: return "ok";
    case State::kFailed:
    case State::kRegressed:
    case State::kQuarantined: return "bad";
    case State::kUnknown:
    case State::kCleaning:
    case State::kCancelling:
    case State::kIneffective:
    case State::kGuarded: return "warn";
    case State::kProposed:
    case State::kApproved:
    case State::kQueued:
    case State::kStarting:
    case State::kVerifying:
    case State::kCancelled:
    case State::kExpired:
    case State::kRejected:
    case State::kRefused:
    case State::kSuppressed:
    case State::kSuperseded: return "mute";
  }
  return "mute";
}

std::string soft(const std::string& text) {
  return "<span class=\"soft\">" + escape_html(text) + "</span>";
}

std::string age_text(WallTime since, WallTime now) {
  const std::string age = human_age(now - since);
  return age == "now" ? "just now" : age + " ago";
}

std::string guards_html(const Action& action) {
  std::string lines;
  std::size_t against = 0;
  for (const auto& [guard, said] : action.guards) {
    if (!starts_with(said, verdict_name(Verdict::kOk))) {
      ++against;
      lines += "<li>" + escape_html(guard) + " " + soft(said) + "</li>";
    }
  }
  return against == 0 ? std::string()
                      : "<details><summary>" + human_plural(against, "guard") + " against it</summary><ul>" + lines + "</ul></details>";
}

std::string action_html(const Action& action, WallTime now) {
  std::string html = "<li>" + badge(state_style(action.state), state_name(action.state)) + " <strong>" + remedy_name(action.remedy) + " " +
                     escape_html(action.object.text()) + "</strong> " + soft(age_text(action.state_since, now) + ", " + action.id);
  if (!action.sql.empty()) {
    html += "<br><code>" + escape_html(action.sql) + "</code>";
  }
  if (!action.reason.empty()) {
    html += "<br>" + escape_html(action.reason);
  }
  const bool over = is_terminal(action.state);
  const std::string facts = over ? facts_text(action.after) : facts_text(action.predicted);
  if (!facts.empty()) {
    html += "<br>" + soft((over ? "after: " : "predicted: ") + facts);
  }
  return html + (over ? std::string() : guards_html(action)) + "</li>\n";
}

std::string running_html(const Progress& running) {
  const std::string text = phase_text(running) + ", " + done_text(running) + ", " + duration_text(running);
  return "<p>" + badge("ok", state_name(running.state)) + " <strong>" + remedy_name(running.remedy) + " " +
         escape_html(running.object.text()) + "</strong> " + soft(text + ", " + running.action_id) + "</p>\n";
}

std::string status_html(const RemedyView& view) {
  const RemedyStatus& status = view.status;
  std::string html;
  if (status.killed) {
    html += "<p class=\"notice bad\">The kill switch is on: nothing starts, and what ran was stopped.</p>\n";
  }
  if (status.paused) {
    html += "<p class=\"notice warn\">Paused" + (status.paused_by.empty() ? "" : " by " + escape_html(status.paused_by)) + ".</p>\n";
  }
  if (!status.journal_ok) {
    const std::string& why = status.journal_error;
    html += "<p class=\"notice bad\">Nothing is done without the journal, which cannot be used" +
            (why.empty() ? " yet." : ": " + escape_html(why)) + "</p>\n";
  } else if (!view.trouble.empty()) {
    html += "<p class=\"notice bad\">" + escape_html(view.trouble) + "</p>\n";
  }
  if (status.running) {
    html += running_html(*status.running);
  }
  if (!status.waiting_for.empty()) {
    html += "<p>" + badge("warn", "waits") + " " + escape_html(status.waiting_for) + "</p>\n";
  }
  return html;
}

}  // namespace

std::string render_remedies(const RemedyView& view, WallTime now) {
  std::string open;
  std::string over;
  std::size_t open_count = 0;
  std::size_t over_count = 0;
  for (const Action& action : view.actions) {
    if (!is_terminal(action.state)) {
      open += open_count++ < kOpenShown ? action_html(action, now) : std::string();
    } else {
      over += over_count++ < kOutcomesShown ? action_html(action, now) : std::string();
    }
  }
  std::string html = "<h3>Remedies</h3>\n<div class=\"health\">\n" + status_html(view);
  if (open_count > 0) {
    html += "<ul>\n" + open + "</ul>\n";
  } else if (!view.status.running) {
    html += "<p>" + badge("mute", "nothing to do") + "</p>\n";
  }
  if (open_count > kOpenShown) {
    html += "<p>" + human_count(open_count - kOpenShown) + " more are not shown.</p>\n";
  }
  if (over_count > 0) {
    html += "<details><summary>" + human_plural(std::min(over_count, kOutcomesShown), "recent outcome") + "</summary><ul>\n" + over +
            "</ul></details>\n";
  }
  return html + "<p><a href=\"/api/v1/actions\">Actions (JSON)</a></p>\n</div>\n";
}

}  // namespace pgmedic
