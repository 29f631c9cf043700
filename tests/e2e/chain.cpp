#include "e2e/chain.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "fault/fault_fixture.h"
#include "support/http_client.h"
#include "support/server_binaries.h"

namespace pgmedic::e2e {
namespace {

using Json = nlohmann::json;
using LabelMap = std::map<std::string, std::string>;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool has_labels(const LabelMap& all, const LabelMap& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
    const auto found = all.find(label.first);
    return found != all.end() && found->second == label.second;
  });
}

std::string prometheus_configuration(int daemon, int alertmanager) {
  return "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
         "rule_files: [\"rules-*.yml\"]\n"
         "alerting: {alertmanagers: [{static_configs: [{targets: [\"127.0.0.1:" +
         std::to_string(alertmanager) +
         "\"]}]}]}\n"
         "scrape_configs: [{job_name: postgres, static_configs: [{targets: [\"127.0.0.1:" +
         std::to_string(daemon) + "\"]}]}]\n";
}

// pgmedic: where it takes alerts; empty: nowhere.
std::string alertmanager_configuration(const std::string& receiver, const std::string& pgmedic) {
  const std::string nominate =
      pgmedic.empty() ? "" : ", routes: [{receiver: pgmedic, matchers: ['remedy=~\".+\"'], continue: true}, {receiver: test}]";
  const std::string medic = pgmedic.empty() ? "" : ", {name: pgmedic, webhook_configs: [{url: \"" + pgmedic + "\"}]}";
  return "route: {receiver: test, group_by: [\"...\"], group_wait: 0s, group_interval: 1s, repeat_interval: 1h" + nominate +
         "}\n"
         "receivers: [{name: test, webhook_configs: [{url: \"" +
         receiver + "\", send_resolved: true}]}" + medic + "]\n";
}

void make_maintainer(const support::PostgresServer& server) {
  support::ChildSettings psql;
  psql.program = support::server_binaries(server.major()) + "/psql";
  psql.arguments = {"-X", "-q", "-d", server.dsn(), "-f", std::string(PGMEDIC_SOURCE_DIR) + "/sql/setup/maintenance.sql"};
  support::run_program(psql);
}

support::PostgresSettings server_settings(const ChainSettings& settings) {
  support::PostgresSettings all;
  all.settings = settings.server;
  return all;
}

support::PgBouncerSettings pgbouncer_settings(const ChainSettings& settings) {
  support::PgBouncerSettings all;
  all.settings = settings.pgbouncer;
  return all;
}

}  // namespace

std::map<std::string, std::string> rule_files(bool wait_as_shipped) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(PGMEDIC_SOURCE_DIR) / "alerts")) {
    const std::string name = entry.path().filename();
    if (!ends_with(name, ".rules.yml")) {
      continue;
    }
    std::string text = read(entry.path());
    if (!wait_as_shipped) {
      text = std::regex_replace(text, std::regex(R"((\n\s+)(for|keep_firing_for): \S+)"), "$1$2: 0s");
    }
    files["rules-" + name] = text;
  }
  return files;
}

std::string missing_program() {
  if (!support::PgBouncerServer::available()) {
    return support::PgBouncerServer::unavailable_reason();
  }
  if (!support::PrometheusServer::available()) {
    return support::PrometheusServer::unavailable_reason();
  }
  return support::AlertmanagerServer::available() ? "" : support::AlertmanagerServer::unavailable_reason();
}

Chain::Chain(const ChainSettings& settings) : server_(server_settings(settings)), pgbouncer_(server_, pgbouncer_settings(settings)) {
  fault::make_monitor_role(server_);
  server_.execute("CREATE EXTENSION pgstattuple");
  if (!settings.remedies.empty()) {
    make_maintainer(server_);
  }
  daemon_ = std::make_unique<fault::Daemon>(configuration(settings));
  alertmanager_ = std::make_unique<support::AlertmanagerServer>(support::AlertmanagerSettings{
      alertmanager_configuration(receiver_.url("/alerts"), settings.remedies.empty() ? "" : daemon_->control_url("/api/v1/alerts")), {}});
  prometheus_ = std::make_unique<support::PrometheusServer>(
      support::PrometheusSettings{prometheus_configuration(daemon_->port(), alertmanager_->port()), rule_files(settings.wait_as_shipped)});
}

void Chain::reload(const ChainSettings& settings) {
  daemon_->configure(configuration(settings));
  daemon_->hang_up();
}

std::string Chain::page(const std::string& path) const {
  return support::http_get(daemon_->url(path)).body;
}

std::string Chain::configuration(const ChainSettings& settings) const {
  const std::string maintenance = settings.remedies.empty() ? "" : "    maintenance_dsn: \"" + server_.dsn("pgmedic_maintainer") + "\"\n";
  std::string text = "targets:\n  - name: main\n    dsn: \"" + server_.dsn("pgmedic") + "\"\n" + maintenance +
                     "    pgbouncers: [{name: front, dsn: \"" + pgbouncer_.dsn("stats", "pgbouncer") +
                     "\"}]\n"
                     "intervals: {cluster: 1s, database: 1s, slow: 2s}\n"
                     "parameters: {index_bloat_min_bytes: 64kB}\n"
                     "collectors:\n  override:\n";
  for (const char* collector :
       {"index_bloat", "index_unused", "index_redundant", "foreign_key_indexes", "index_hit_ratio", "index_info", "table_statistics",
        "partition_statistics", "autovacuum_debt", "table_age", "settings_pending_restart", "roles", "database_wraparound",
        "archiver_ready", "pgbouncer_config", "wal", "database", "postmaster", "static"}) {
    text += std::string("    ") + collector + ": {interval: 2s}\n";
  }
  text += settings.checks.empty() ? "" : "checks:\n" + settings.checks;
  return settings.remedies.empty() ? text : text + "remedies:\n" + settings.remedies;
}

std::optional<support::PrometheusAlert> Chain::firing(const LabelMap& labels) const {
  for (support::PrometheusAlert& alert : prometheus_->alerts()) {
    if (alert.state == "firing" && has_labels(alert.labels, labels)) {
      return std::move(alert);
    }
  }
  return std::nullopt;
}

std::optional<Delivery> Chain::delivered(const LabelMap& labels) const {
  std::optional<Delivery> last;
  for (const std::string& body : receiver_.bodies()) {
    const Json message = Json::parse(body);
    for (const Json& alert : message.at("alerts")) {
      const auto all = alert.at("labels").get<LabelMap>();
      if (has_labels(all, labels)) {
        last = Delivery{alert.at("status") == "firing", all, alert.at("annotations").get<LabelMap>()};
      }
    }
  }
  return last;
}

std::string Chain::alerts_text() const {
  std::string text;
  for (const support::PrometheusAlert& alert : prometheus_->alerts()) {
    text += alert.state;
    for (const auto& [name, value] : alert.labels) {
      text += " " + name + "=" + value;
    }
    text += "\n";
  }
  return text;
}

}  // namespace pgmedic::e2e
