#include "web/status_page.h"

#include <vector>

#include "web/collector_table.h"
#include "web/findings_section.h"
#include "web/http.h"
#include "web/human.h"

namespace pgmedic {
namespace {

// With more targets than this, the page is an overview, and each target has a page of its own.
constexpr std::size_t kTargetsInFull = 3;
// Names in a line, before the rest is folded away.
constexpr std::size_t kNamesInLine = 12;
constexpr const char* kRefreshSeconds = "15";

using Targets = std::vector<std::shared_ptr<const TargetView>>;

std::string up_badge(bool up) {
  return up ? badge("ok", "up") : badge("bad", "down");
}

std::string role_text(const TargetStatus& status) {
  return status.up ? (status.in_recovery ? "standby" : "primary") : "";
}

void add_head(std::string& out, const StatusPageRequest& request, const std::string& version) {
  out +=
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>pgmedic</title>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  if (request.refresh) {
    out += std::string("<meta http-equiv=\"refresh\" content=\"") + kRefreshSeconds + "\">\n";
  }
  out += "<link rel=\"icon\" href=\"data:,\">\n<style>" + std::string(status_page_style()) + "</style>\n</head>\n<body>\n<header>\n<h1>";
  out += request.target.empty() ? "pgmedic" : "<a href=\"/\">pgmedic</a>";
  out += " <small>" + escape_html(version) +
         "</small></h1>\n<nav><a href=\"/metrics\">Metrics</a> <a href=\"/targets\">Service discovery</a> "
         "<a href=\"/api/v1/targets\">Targets (JSON)</a> <a href=\"/api/v1/collectors\">Collectors (JSON)</a> "
         "<a href=\"/api/v1/findings\">Findings (JSON)</a></nav>\n</header>\n<main>\n";
}

void add_foot(std::string& out, const StatusPageRequest& request, WallTime now) {
  const std::string target = request.target.empty() ? "" : "&amp;target=" + encode_query(request.target);
  out += "</main>\n<footer>\n<p>As of " + human_time(now) + ". ";
  if (request.refresh) {
    out += std::string("Reloads every ") + kRefreshSeconds + " s (<a href=\"/?refresh=0" + target + "\">stop</a>).";
  } else {
    out += "Does not reload (<a href=\"/?refresh=1" + target + "\">start</a>).";
  }
  out += "</p>\n</footer>\n</body>\n</html>\n";
}

void add_notice(std::string& out, const char* style, const std::string& text) {
  out += std::string("<p class=\"notice ") + style + "\">" + escape_html(text) + "</p>\n";
}

void add_notices(std::string& out, const TargetStatus& status) {
  if (!status.up) {
    add_notice(out, "bad", "The server cannot be reached: " + unreachable_because(status));
  }
  if (status.up && status.superuser) {
    add_notice(out, "warn", "pgmedic is connected as a superuser. A role with pg_monitor is enough.");
  } else if (status.up && !status.has_pg_monitor) {
    add_notice(out, "warn", "The role is no member of pg_monitor, so some collectors see little. GRANT pg_monitor to it.");
  }
}

// Names in one line; those beyond the first few are folded away.
std::string name_list(const std::vector<std::string>& names) {
  std::string first;
  std::string rest;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string& line = i < kNamesInLine ? first : rest;
    line += (line.empty() ? "" : ", ") + escape_html(names[i]);
  }
  if (names.size() > kNamesInLine) {
    first += " <details><summary>and " + human_count(names.size() - kNamesInLine) + " more</summary>" + rest + "</details>";
  }
  return first.empty() ? "none" : first;
}

void add_fact(std::string& out, const char* term, const std::string& html, const char* style = "") {
  out += std::string("<div class=\"") + style + "\"><dt>" + term + "</dt><dd>" + html + "</dd></div>\n";
}

std::string session_line(const SessionStatus& session) {
  std::string line = escape_html(session.name) + " ";
  if (!session.connected) {
    // The roaming session leaves a database where it has nothing to do.
    return line +
           (session.last_error.empty() ? badge("mute", "resting") : badge("bad", "not connected") + " " + escape_html(session.last_error));
  }
  line += session.running.empty() ? badge("mute", "idle") : badge("ok", "runs " + session.running);
  return line + (session.database.empty() ? "" : " <span class=\"soft\">in " + escape_html(session.database) + "</span>");
}

void add_facts(std::string& out, const TargetStatus& status) {
  out += "<dl>\n";
  add_fact(out, "Series", human_count(status.series));
  add_fact(out, "Costs the server", human_percent(status.server_seconds_per_second) + " of one core");
  std::string sessions;
  for (const auto& session : status.sessions) {
    sessions += "<li>" + session_line(session) + "</li>";
  }
  add_fact(out, "Connections", sessions.empty() ? "none" : "<ul>" + sessions + "</ul>", "wide");
  if (!status.pgbouncers.empty()) {
    std::string bouncers;
    for (const auto& [name, up] : status.pgbouncers) {
      bouncers += "<li>" + escape_html(name) + " " + up_badge(up) + "</li>";
    }
    add_fact(out, "PgBouncer", "<ul>" + bouncers + "</ul>");
  }
  add_fact(out, ("Databases (" + human_count(status.databases.size()) + ")").c_str(), name_list(status.databases), "full");
  out += "</dl>\n";
}

// What health says; without it, only the status.
HealthView health_of(const HealthSource& health, const TargetView& target) {
  return health ? health(target) : HealthView{target.status(), {}, {}};
}

void add_target(std::string& out, const TargetView& target, const HealthSource& health, const RemedySource& remedies, WallTime now) {
  const HealthView known = health_of(health, target);
  const TargetStatus& status = known.status;
  out +=
      "<section>\n<h2>" + escape_html(status.name) + " " + up_badge(status.up) + "</h2>\n<p class=\"soft\">" + escape_html(status.server);
  if (!status.version.empty()) {
    out += " · PostgreSQL " + escape_html(status.version);
  }
  const std::string role = role_text(status);
  out += (role.empty() ? "" : " · " + role) + " · <a href=\"/probe?target=" + encode_query(status.name) + "\">its metrics</a></p>\n";
  add_notices(out, status);
  if (health) {
    out += render_findings(known, now);
  }
  if (const auto acts = remedies ? remedies(status.name) : std::nullopt) {
    out += render_remedies(*acts, now);
  }
  add_facts(out, status);
  out += "<h3>Collectors</h3>\n" + render_collector_table(status, now) + "</section>\n";
}

std::string collectors_badge(const TargetStatus& status) {
  const StateCounts counts = count_states(status.collectors);
  const std::size_t trouble = counts.failing + counts.expired;
  if (trouble > 0) {
    return badge("bad", human_count(trouble) + " failing");
  }
  return status.up ? badge("ok", "fine") : "–";
}

void add_overview(std::string& out, const Targets& targets, const HealthSource& health) {
  out += "<section>\n<table>\n<thead><tr><th>Target</th><th>State</th>" + std::string(health ? "<th>Health</th>" : "") +
         "<th>Server</th><th>Version</th><th>Role</th><th class=\"num\">Databases"
         "</th><th class=\"num\">Series</th><th class=\"where\">Collectors</th></tr></thead>\n<tbody>\n";
  for (const auto& target : targets) {
    const HealthView known = health_of(health, *target);
    const TargetStatus& status = known.status;
    out += "<tr><td><a href=\"/?target=" + encode_query(status.name) + "\">" + escape_html(status.name) + "</a></td><td data-l=\"State\">" +
           up_badge(status.up) + "</td>" + (health ? "<td data-l=\"Health\">" + health_badge(known) + "</td>" : "") +
           "<td data-l=\"Server\">" + escape_html(status.server) + "</td><td data-l=\"Version\">" + escape_html(status.version) +
           "</td><td data-l=\"Role\">" + role_text(status) + "</td><td data-l=\"Databases\" class=\"num\">" +
           human_count(status.databases.size()) + "</td><td data-l=\"Series\" class=\"num\">" + human_count(status.series) +
           "</td><td data-l=\"Collectors\" class=\"where\">" + collectors_badge(status) + "</td></tr>\n";
  }
  out += "</tbody>\n</table>\n</section>\n";
}

}  // namespace

std::vector<std::string> targets_in_full(const Fleet& fleet, const StatusPageRequest& request) {
  std::vector<std::string> names;
  for (const auto& target : fleet.targets()) {
    if (request.target.empty() || request.target == target->name()) {
      names.push_back(target->name());
    }
  }
  return names.size() <= kTargetsInFull ? names : std::vector<std::string>();
}

std::string render_status_page(const Fleet& fleet, const HealthSource& health, const StatusPageRequest& request, WallTime now,
                               const std::string& version, const RemedySource& remedies) {
  Targets targets = fleet.targets();
  std::string out;
  add_head(out, request, version);
  if (!request.target.empty()) {
    std::erase_if(targets, [&](const auto& target) { return target->name() != request.target; });
  } else if (targets.size() > 1) {
    add_overview(out, targets, health);
  }
  if (targets.empty()) {
    out += "<section><p>There are no targets. Give --dsn, or targets in the configuration file.</p></section>\n";
  }
  if (targets.size() <= kTargetsInFull) {
    for (const auto& target : targets) {
      add_target(out, *target, health, remedies, now);
    }
  }
  add_foot(out, request, now);
  return out;
}

}  // namespace pgmedic
