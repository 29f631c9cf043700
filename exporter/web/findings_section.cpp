#include "web/findings_section.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "web/finding_text.h"
#include "web/http.h"
#include "web/human.h"

namespace pgmedic {
namespace {

// Findings of one check that are shown at once, and those that unfold; the API has the rest.
constexpr std::size_t kShownAtOnce = 5;
constexpr std::size_t kShownFolded = 50;
// Places without an answer that are named.
constexpr std::size_t kUnknownShown = 20;

const char* severity_style(Severity severity) {
  return severity == Severity::kCritical ? "bad" : "warn";
}

std::string api_link(const HealthView& target, const std::string& check) {
  return "<a href=\"/api/v1/findings?target=" + encode_query(target.status.name) + "&amp;check=" + encode_query(check) +
         "\">all as JSON</a>";
}

std::string since_text(const Finding& finding, WallTime now) {
  const std::string age = human_age(now - finding.since);
  return age == "now" ? "just now" : "for " + age;
}

// One object: what, how much, since when, and what else is known about it.
std::string object_html(const Finding& finding, WallTime now) {
  std::string html = "<li><strong>" + escape_html(object_text(finding)) + "</strong> " +
                     badge(severity_style(finding.severity), value_text(finding)) + " <span class=\"soft\">" +
                     escape_html(threshold_text(finding)) + ", " + since_text(finding, now) + "</span>";
  if (!finding.summary.empty()) {
    html += "<br>" + escape_html(finding.summary);
  }
  const std::string evidence = evidence_text(finding);
  return html + (evidence.empty() ? "" : "<br><span class=\"soft\">" + escape_html(evidence) + "</span>") + "</li>\n";
}

// The objects of one check, of one severity.
using Group = std::vector<const Finding*>;

std::vector<Group> group_by_check(const std::vector<Finding>& findings) {
  std::vector<Group> groups;
  for (const Finding& finding : findings) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return group.front()->check == finding.check && group.front()->severity == finding.severity;
    });
    if (same == groups.end()) {
      groups.push_back({&finding});
    } else {
      same->push_back(&finding);
    }
  }
  return groups;
}

std::string list_html(const Group& group, std::size_t from, std::size_t to, WallTime now) {
  std::string html = "<ul>\n";
  for (std::size_t i = from; i < std::min(to, group.size()); ++i) {
    html += object_html(*group[i], now);
  }
  return html + "</ul>\n";
}

std::string group_html(const HealthView& target, const Group& group, WallTime now) {
  const Finding& first = *group.front();
  const char* style = severity_style(first.severity);
  std::string html = std::string("<div class=\"finding ") + style + "line\">\n<h4>" + badge(style, severity_name(first.severity)) + " " +
                     escape_html(first.check);
  if (group.size() > 1) {
    html += " <small>" + human_count(group.size()) + " objects</small>";
  }
  html += "</h4>\n" + list_html(group, 0, kShownAtOnce, now);
  if (group.size() > kShownAtOnce) {
    html += "<details><summary>and " + human_count(group.size() - kShownAtOnce) + " more</summary>" +
            list_html(group, kShownAtOnce, kShownFolded, now);
    if (group.size() > kShownFolded) {
      html += "<p>" + human_count(group.size() - kShownFolded) + " are not shown; " + api_link(target, first.check) + ".</p>";
    }
    html += "</details>\n";
  }
  html += "<p>" + escape_html(first.advice);
  if (!first.runbook.empty()) {
    html += " <a href=\"" + escape_html(first.runbook) + "\">Runbook</a>";
  }
  return html + "</p>\n</div>\n";
}

std::string pending_html(const HealthView& target, WallTime now) {
  const std::vector<Finding>& pending = target.report.pending;
  if (pending.empty()) {
    return {};
  }
  std::string html = "<details><summary>" + human_plural(pending.size(), "value") +
                     " beyond a threshold, but not for long enough to count</summary><ul>\n";
  for (std::size_t i = 0; i < std::min(pending.size(), kShownFolded); ++i) {
    const Finding& finding = pending[i];
    const auto check =
        std::find_if(target.checks.begin(), target.checks.end(), [&](const Check& one) { return one.name == finding.check; });
    const std::string hold =
        check == target.checks.end() ? "" : ", " + since_text(finding, now) + ", counts after " + human_interval(check->hold);
    html += "<li>" + escape_html(finding.check) + " <strong>" + escape_html(object_text(finding)) + "</strong> <span class=\"soft\">" +
            escape_html(value_text(finding) + ", " + threshold_text(finding) + hold) + "</span></li>\n";
  }
  return html + "</ul></details>\n";
}

std::string unknown_line(const UnknownCheck& unknown) {
  const std::string place = unknown.place.empty() ? "" : " in " + unknown.place;
  const std::string& why = unknown.detail.empty() ? unknown.reason : unknown.detail;
  return "<li>" + escape_html(unknown.check + place) + " <span class=\"soft\">" + escape_html(why) + "</span></li>\n";
}

// Each check once, folded away: what no fault is behind.
std::string folded_checks(const HealthReport& report, const char* reason, const char* what) {
  std::set<std::string> checks;
  std::string lines;
  for (const UnknownCheck& unknown : report.unknown) {
    if (unknown.reason == reason && checks.insert(unknown.check).second) {
      lines += unknown_line(unknown);
    }
  }
  return checks.empty()
             ? std::string()
             : "<details><summary>" + human_plural(checks.size(), "check") + " " + what + "</summary><ul>\n" + lines + "</ul></details>\n";
}

std::string unanswered_html(const HealthReport& report) {
  std::string lines;
  std::size_t count = 0;
  for (const UnknownCheck& unknown : report.unknown) {
    if (is_unanswered(unknown) && count++ < kUnknownShown) {
      lines += unknown_line(unknown);
    }
  }
  if (count == 0) {
    return {};
  }
  return "<details" + std::string(count <= kShownAtOnce ? " open" : "") + "><summary>" + badge("warn", human_count(count) + " unknown") +
         " checks without an answer</summary><ul>\n" + lines + "</ul>" +
         (count > kUnknownShown ? "<p>and " + human_count(count - kUnknownShown) + " more.</p>" : "") + "</details>\n";
}

}  // namespace

std::string render_findings(const HealthView& target, WallTime now) {
  std::string html = "<h3>Health</h3>\n<div class=\"health\">\n";
  for (const Group& group : group_by_check(target.report.findings)) {
    html += group_html(target, group, now);
  }
  if (target.report.not_listed > 0) {
    html += "<p class=\"soft\">" + human_plural(target.report.not_listed, "object") + " more beyond a threshold, too many to list.</p>\n";
  }
  const std::size_t fine = fine_checks(target.report);
  if (target.report.judged == 0) {
    html += "<p>" + badge("mute", "nothing judged yet") + "</p>\n";
  } else {
    html += "<p>" + badge("ok", human_plural(fine, "check") + " fine") + "</p>\n";
  }
  return html + pending_html(target, now) + unanswered_html(target.report) +
         folded_checks(target.report, "needs_history", "not judged yet") +
         folded_checks(target.report, "unsupported", "not possible here") + "</div>\n";
}

std::string health_badge(const HealthView& target) {
  std::map<Severity, std::size_t> counts;
  for (const Finding& finding : target.report.findings) {
    ++counts[finding.severity];
  }
  std::string html;
  for (const Severity severity : {Severity::kCritical, Severity::kWarning}) {
    if (counts[severity] > 0) {
      html += (html.empty() ? "" : " ") + badge(severity_style(severity), human_count(counts[severity]) + " " + severity_name(severity));
    }
  }
  if (html.empty()) {
    html = target.report.judged > 0 ? badge("ok", "fine") : "–";
  }
  return html;
}

}  // namespace pgmedic
