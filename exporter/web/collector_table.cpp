#include "web/collector_table.h"

#include <algorithm>
#include <map>
#include <utility>

#include "web/http.h"
#include "web/human.h"

namespace pgmedic {
namespace {

// Databases that a folded list shows; the API has the rest.
constexpr std::size_t kPlacesShown = 20;
// Different errors of one collector that are shown, and databases named for each.
constexpr std::size_t kErrorsShown = 3;
constexpr std::size_t kNamesShown = 5;

const char* state_style(CollectorState state) {
  switch (state) {
    case CollectorState::kFailing:
    case CollectorState::kExpired: return "bad";
    case CollectorState::kWaiting: return "warn";
    case CollectorState::kOk: return "ok";
    case CollectorState::kUnsupported: break;
  }
  return "mute";
}

std::string state_badge(CollectorState state, const std::string& text) {
  return std::string("<span class=\"badge ") + state_style(state) + "\">" + escape_html(text) + "</span>";
}

std::string state_text(const CollectorSummary& summary) {
  std::string name = summary.state == CollectorState::kUnsupported ? "not here" : state_name(summary.state);
  const std::size_t running = summary.places.size() - summary.unsupported;
  if (summary.failing == 0 || running < 2) {
    return name;
  }
  return human_count(summary.failing) + " of " + human_count(running) + " failing";
}

std::string cell(const char* label, const char* style, const std::string& html) {
  return std::string("<td data-l=\"") + label + "\"" + (*style == '\0' ? "" : std::string(" class=\"") + style + "\"") + ">" + html +
         "</td>";
}

std::string age_text(const CollectorStatus& status, WallTime now) {
  return status.last_success ? human_age(now - *status.last_success) : "–";
}

bool is_stretched(const CollectorStatus& status) {
  return status.effective_interval > status.interval;
}

std::string interval_text(const CollectorStatus& status) {
  const std::string interval = human_interval(std::max(status.interval, status.effective_interval));
  return is_stretched(status) ? "<span class=\"badge warn\">" + interval + "</span>" : interval;
}

std::string where_text(const CollectorSummary& summary) {
  const CollectorStatus& first = *summary.places.front();
  switch (first.scope) {
    case Scope::kCluster: return "server";
    case Scope::kPgBouncer: return summary.places.size() == 1 ? "PgBouncer" : human_plural(summary.places.size(), "PgBouncer");
    case Scope::kDatabase: break;
  }
  return human_plural(summary.places.size() - summary.unsupported, "database");
}

std::string place_name(const CollectorStatus& status) {
  return status.database.empty() ? "server" : escape_html(status.database);
}

// The oldest data, the longest run and the longest interval of the databases where it runs.
struct Extremes {
  const CollectorStatus* oldest = nullptr;
  const CollectorStatus* slowest = nullptr;
  const CollectorStatus* widest = nullptr;
};

Extremes extremes_of(const CollectorSummary& summary) {
  Extremes found;
  for (const CollectorStatus* place : summary.places) {
    if (!place->supported) {
      continue;
    }
    if (place->last_success && (found.oldest == nullptr || place->last_success < found.oldest->last_success)) {
      found.oldest = place;
    }
    if (found.slowest == nullptr || place->last_duration > found.slowest->last_duration) {
      found.slowest = place;
    }
    if (found.widest == nullptr || place->effective_interval > found.widest->effective_interval) {
      found.widest = place;
    }
  }
  return found;
}

void add_row(std::string& out, const CollectorSummary& summary, WallTime now) {
  const Extremes extremes = extremes_of(summary);
  const bool rests = summary.state == CollectorState::kUnsupported;
  out += rests ? "<tr class=\"rest\"><td>" : "<tr><td>";
  out += escape_html(summary.collector) + "</td>" + cell("State", "", state_badge(summary.state, state_text(summary)));
  if (rests) {
    const CollectorStatus& place = *summary.places.front();
    const std::string& why = place.unsupported_detail.empty() ? place.unsupported_reason : place.unsupported_detail;
    out += "<td data-l=\"Why\" colspan=\"5\">" + escape_html(why) + "</td></tr>\n";
    return;
  }
  out += cell("Age of data", "num", extremes.oldest == nullptr ? "–" : age_text(*extremes.oldest, now)) +
         cell("Every", "num", interval_text(*extremes.widest)) + cell("Took", "num", human_took(extremes.slowest->last_duration)) +
         cell("Series", "num", human_count(summary.series)) + cell("Where", "where", where_text(summary)) + "</tr>\n";
}

// The different errors, the most frequent first, with the places that have them.
std::string errors_html(const CollectorSummary& summary) {
  std::map<std::pair<std::string, std::string>, std::vector<const CollectorStatus*>> by_text;
  for (const CollectorStatus* place : summary.places) {
    if (place->supported && !place->last_error_reason.empty()) {
      by_text[{place->last_error_reason, place->last_error}].push_back(place);
    }
  }
  std::vector<std::pair<std::pair<std::string, std::string>, std::vector<const CollectorStatus*>>> errors(by_text.begin(), by_text.end());
  std::stable_sort(errors.begin(), errors.end(), [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  std::string html;
  for (std::size_t i = 0; i < std::min(errors.size(), kErrorsShown); ++i) {
    const auto& [error, places] = errors[i];
    html += "<p><span class=\"badge bad\">" + escape_html(error.first) + "</span> " + escape_html(error.second);
    std::string names;
    for (std::size_t n = 0; n < std::min(places.size(), kNamesShown); ++n) {
      names += (names.empty() ? " (" : ", ") + place_name(*places[n]);
    }
    names += places.size() > kNamesShown ? " and " + human_count(places.size() - kNamesShown) + " more)" : ")";
    html += (places.front()->scope == Scope::kCluster ? "" : names) + "</p>";
  }
  return html;
}

// Why the data is older than the configuration wants it.
std::string stretch_html(const CollectorSummary& summary) {
  const CollectorStatus* widest = extremes_of(summary).widest;
  if (!summary.stretched || widest == nullptr) {
    return {};
  }
  return "<p>Every " + human_interval(widest->effective_interval) + " instead of " + human_interval(widest->interval) +
         ": it costs the server too much time to run more often.</p>";
}

std::string places_html(const TargetStatus& target, const CollectorSummary& summary, WallTime now) {
  std::string html =
      "<details><summary>one by one</summary><table><thead><tr><th>Place</th><th>State</th><th class=\"num\">Age of data</th>"
      "<th class=\"num\">Every</th><th class=\"num\">Took</th><th class=\"num\">Series</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < std::min(summary.places.size(), kPlacesShown); ++i) {
    const CollectorStatus& place = *summary.places[i];
    const CollectorState state = collector_state(place);
    html += "<tr><td>" + place_name(place) + "</td>" +
            cell("State", "", state_badge(state, state == CollectorState::kUnsupported ? "not here" : state_name(state))) +
            cell("Age of data", "num", age_text(place, now)) + cell("Every", "num", interval_text(place)) +
            cell("Took", "num", human_took(place.last_duration)) + cell("Series", "num", human_count(place.series)) + "</tr>\n";
  }
  html += "</tbody></table>";
  if (summary.places.size() > kPlacesShown) {
    html += "<p>The worst " + human_count(kPlacesShown) + " of them; <a href=\"/api/v1/collectors?target=" + encode_query(target.name) +
            "&amp;collector=" + encode_query(summary.collector) + "\">all as JSON</a>.</p>";
  }
  return html + "</details>";
}

}  // namespace

std::string render_collector_table(const TargetStatus& status, WallTime now) {
  if (status.collectors.empty()) {
    return "<p class=\"soft\">Nothing has been collected yet.</p>\n";
  }
  std::string out =
      "<table>\n<thead><tr><th>Collector</th><th>State</th><th class=\"num\">Age of data</th><th class=\"num\">Every</th>"
      "<th class=\"num\">Took</th><th class=\"num\">Series</th><th class=\"where\">Where</th></tr></thead>\n<tbody>\n";
  for (const auto& summary : summarize_collectors(status.collectors)) {
    add_row(out, summary, now);
    const std::string notes = errors_html(summary) + stretch_html(summary);
    const bool many = summary.places.size() > 1 && summary.state != CollectorState::kUnsupported;
    if (!notes.empty() || many) {
      out += "<tr class=\"more\"><td colspan=\"7\">" + notes + (many ? places_html(status, summary, now) : "") + "</td></tr>\n";
    }
  }
  return out + "</tbody>\n</table>\n";
}

}  // namespace pgmedic
