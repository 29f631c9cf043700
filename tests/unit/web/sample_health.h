// Health made by hand: a little of everything that a report may hold.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "unit/web/fakes.h"
#include "web/health_view.h"

namespace pgmedic::test {

inline Check sample_check(const std::string& name, const std::string& unit, std::optional<double> warning, std::optional<double> critical) {
  Check check;
  check.name = name;
  check.collector = "sample";
  check.metric = "pg_sample";
  check.value = "value";
  check.unit = unit;
  check.warning = warning;
  check.critical = critical;
  check.hysteresis = 0.05;
  check.runbook = runbook_url(name);
  return check;
}

inline Finding sample_finding(const std::string& check, Severity severity, double value, double threshold, const std::string& unit,
                              WallTime since) {
  Finding finding;
  finding.check = check;
  finding.severity = severity;
  finding.target = "main";
  finding.value = value;
  finding.threshold = threshold;
  finding.unit = unit;
  finding.since = since;
  finding.runbook = runbook_url(check);
  return finding;
}

inline Finding sample_bloat(const std::string& index, WallTime since) {
  Finding bloat = sample_finding("PostgresIndexBloat", Severity::kCritical, 0.71, 0.6, "ratio", since);
  bloat.place = "shop";
  bloat.labels = {{"datname", "shop"}, {"schemaname", "public"}, {"relname", "orders"}, {"indexrelname", index}};
  bloat.evidence = {{"bloat_bytes", 1288490188.8, "1.2 GB"}, {"density", 0.29, "29 %"}};
  bloat.summary = "shop.public." + index + " wastes 1.2 GB";
  bloat.advice = "Rebuild it with REINDEX INDEX CONCURRENTLY.";
  bloat.remedy = "reindex";
  return bloat;
}

inline std::vector<Check> sample_checks() {
  using namespace std::chrono_literals;
  Check bloat = sample_check("PostgresIndexBloat", "ratio", 0.4, 0.6);
  bloat.when = {{"bloat_bytes", 104857600}};
  bloat.remedy = "reindex";
  CheckColumn bytes;
  bytes.name = "bloat_bytes";
  bytes.unit = "bytes";
  bloat.columns = {bytes};
  Check idle = sample_check("PostgresIdleInTransaction", "seconds", 600, 3600);
  Check lag = sample_check("PostgresReplicaLagBytes", "bytes", 268435456, 4294967296);
  lag.hold = 5min;
  Check up = sample_check("PostgresDown", "", std::nullopt, 1);
  up.direction = Direction::kBelow;
  up.collector.clear();
  Check deadlocks = sample_check("PostgresDeadlocks", "", 3, std::nullopt);
  deadlocks.direction = Direction::kAtLeast;
  deadlocks.increase = 10min;
  return {deadlocks, up, idle, bloat, lag};
}

inline HealthView healthy(TargetStatus status) {
  HealthView health{std::move(status), {}, sample_checks()};
  health.report.judged = health.checks.size();
  return health;
}

inline HealthView ailing(TargetStatus status, WallTime now) {
  using namespace std::chrono_literals;
  HealthView health = healthy(std::move(status));
  HealthReport& report = health.report;
  Finding idle = sample_finding("PostgresIdleInTransaction", Severity::kWarning, 754, 600, "seconds", now - 154s);
  idle.labels = {{"datname", "shop"}, {"usename", "app <b>"}};
  idle.summary = "a session of app <b> in shop is idle in its transaction for 12 min 34 s";
  idle.advice = "Find out what it waits for; its transaction keeps dead rows from being removed.";
  report.findings = {sample_bloat("orders_pkey", now - 3min), sample_bloat("orders_customer_id_idx", now - 3min), idle};
  Finding lag = sample_finding("PostgresReplicaLagBytes", Severity::kWarning, 536870912, 268435456, "bytes", now - 90s);
  lag.labels = {{"application_name", "replica1"}};
  lag.summary = "replica1 is 512 MB behind";
  lag.advice = "Look at the replica's I/O and at its network.";
  report.pending = {lag};
  report.unknown = {{"PostgresDeadlocks", "", "needs_history", "a counter is judged by its growth"},
                    {"PostgresIndexBloat", "billing", "failing", "canceling statement due to statement timeout"},
                    {"PostgresReplicaLagSeconds", "", "unsupported", "needs a standby"}};
  report.judged = 4;
  return health;
}

}  // namespace pgmedic::test
