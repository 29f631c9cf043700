#include "web/api.h"

#include "web/collector_state.h"
#include "web/json_words.h"

namespace pgmedic {
namespace {

double seconds(Milliseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

Json session_json(const SessionStatus& session) {
  return {{"name", session.name},
          {"connected", session.connected},
          {"database", session.database},
          {"running", text_or_null(session.running)},
          {"last_error", text_or_null(session.last_error)}};
}

Json target_json(const TargetView& target) {
  const TargetStatus status = target.status();
  const StateCounts counts = count_states(status.collectors);
  Json json{{"name", status.name},
            {"server", status.server},
            {"up", status.up},
            {"version", text_or_null(status.version)},
            {"role", status.up ? Json(status.in_recovery ? "standby" : "primary") : Json(nullptr)},
            {"superuser", status.superuser},
            {"has_pg_monitor", status.has_pg_monitor},
            {"labels", target.labels()},
            {"series", status.series},
            {"server_seconds_per_second", status.server_seconds_per_second},
            {"databases", status.databases},
            {"pgbouncers", Json::array()},
            {"sessions", Json::array()},
            {"collectors",
             {{"failing", counts.failing},
              {"expired", counts.expired},
              {"waiting", counts.waiting},
              {"ok", counts.ok},
              {"unsupported", counts.unsupported}}}};
  for (const auto& [name, up] : status.pgbouncers) {
    json["pgbouncers"].push_back(Json{{"name", name}, {"up", up}});
  }
  for (const auto& session : status.sessions) {
    json["sessions"].push_back(session_json(session));
  }
  return json;
}

Json collector_json(const std::string& target, const CollectorStatus& status, WallTime now) {
  Json json{{"target", target},
            {"collector", status.collector},
            {"database", status.database},
            {"scope", scope_name(status.scope)},
            {"lane", lane_name(status.lane)},
            {"state", state_name(collector_state(status))},
            {"interval_seconds", seconds(status.interval)},
            {"effective_interval_seconds", seconds(status.effective_interval)},
            {"last_success_timestamp_seconds", nullptr},
            {"age_seconds", nullptr},
            {"last_duration_seconds", status.last_duration.count()},
            {"runs", status.runs},
            {"failures", status.failures},
            {"series", status.series},
            {"reason", text_or_null(status.supported ? status.last_error_reason : status.unsupported_reason)},
            {"detail", text_or_null(status.supported ? status.last_error : status.unsupported_detail)}};
  if (status.last_success) {
    json["last_success_timestamp_seconds"] = unix_seconds(*status.last_success);
    json["age_seconds"] = std::chrono::duration<double>(now - *status.last_success).count();
  }
  return json;
}

bool matches(const CollectorFilter& filter, const CollectorStatus& status) {
  return (filter.collector.empty() || filter.collector == status.collector) &&
         (filter.database.empty() || filter.database == status.database) &&
         (filter.state.empty() || filter.state == state_name(collector_state(status)));
}

}  // namespace

std::string discovery_json(const Fleet& fleet, std::string_view host, bool tls) {
  Json list = Json::array();
  for (const auto& target : fleet.targets()) {
    Json labels = Json::object();
    for (const auto& [name, value] : target->labels()) {
      labels[name] = value;
    }
    // Only what is certain: behind a proxy the scrape configuration knows better.
    if (tls) {
      labels["__scheme__"] = "https";
    }
    labels["__metrics_path__"] = "/probe";
    labels["__param_target"] = target->name();
    labels["instance"] = target->name();
    list.push_back({{"targets", Json::array({host})}, {"labels", std::move(labels)}});
  }
  return to_text(list);
}

std::string targets_json(const Fleet& fleet) {
  Json list = Json::array();
  for (const auto& target : fleet.targets()) {
    list.push_back(target_json(*target));
  }
  return to_text({{"targets", std::move(list)}});
}

std::string collectors_json(const Fleet& fleet, const CollectorFilter& filter, WallTime now) {
  Json list = Json::array();
  for (const auto& target : fleet.targets()) {
    if (!filter.target.empty() && filter.target != target->name()) {
      continue;
    }
    const TargetStatus status = target->status();
    for (const auto& collector : status.collectors) {
      if (matches(filter, collector)) {
        list.push_back(collector_json(target->name(), collector, now));
      }
    }
  }
  return to_text({{"collectors", std::move(list)}});
}

}  // namespace pgmedic
