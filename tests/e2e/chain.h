// The whole chain on one machine: a server with a pooler, pgmedic, Prometheus with the rules that are shipped, Alertmanager,
// and somebody who is told. Everything is real; only the intervals are short and no rule waits.
// Thread rule: the test's thread. Errors are thrown.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fault/daemon.h"
#include "support/alertmanager_server.h"
#include "support/pgbouncer_server.h"
#include "support/postgres_server.h"
#include "support/prometheus_server.h"
#include "support/webhook_receiver.h"

namespace pgmedic::e2e {

struct ChainSettings {
  std::map<std::string, std::string> server;     // lines of postgresql.conf
  std::map<std::string, std::string> pgbouncer;  // lines of its configuration
  std::string checks;                            // lines of the section `checks:`
  std::string remedies;                          // lines of the section `remedies:`; empty: pgmedic only watches
  bool wait_as_shipped = false;                  // else `for:` of every rule is 0
};

// What Alertmanager told the receiver about one alert, last.
struct Delivery {
  bool firing = false;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
};

class Chain {
 public:
  explicit Chain(const ChainSettings& settings);

  support::PostgresServer& server() { return server_; }
  support::PgBouncerServer& pgbouncer() { return pgbouncer_; }
  fault::Daemon& daemon() { return *daemon_; }
  support::PrometheusServer& prometheus() { return *prometheus_; }

  // Firing now in Prometheus, with (at least) these labels.
  std::optional<support::PrometheusAlert> firing(const std::map<std::string, std::string>& labels) const;
  // Told to the receiver last, with (at least) these labels.
  std::optional<Delivery> delivered(const std::map<std::string, std::string>& labels) const;
  // What is pending or firing, for the failure's text.
  std::string alerts_text() const;

  // Other settings of pgmedic's, by a reload.
  void reload(const ChainSettings& settings);
  // What pgmedic says at that path of its public listener.
  std::string page(const std::string& path) const;

 private:
  std::string configuration(const ChainSettings& settings) const;

  support::PostgresServer server_;
  support::PgBouncerServer pgbouncer_;
  std::unique_ptr<fault::Daemon> daemon_;
  support::WebhookReceiver receiver_;
  std::unique_ptr<support::AlertmanagerServer> alertmanager_;
  std::unique_ptr<support::PrometheusServer> prometheus_;
};

// Names what is missing on this machine; empty when the chain can be built.
std::string missing_program();

// The rule files of alerts/ as they are shipped, or with every `for:` and `keep_firing_for:` set to 0.
std::map<std::string, std::string> rule_files(bool wait_as_shipped);

}  // namespace pgmedic::e2e
