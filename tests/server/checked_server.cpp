#include "server/checked_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "collect/collector_rows.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kTimeout = 60s;
// Longer than any check holds: what was seen must not expire while the clock is turned.
constexpr Milliseconds kTimeToLive = 24h * 30;
const char* const kTarget = "server";

const Collector& collector_of(const Catalog& catalog, const std::string& check) {
  const Check* found = catalog.find_check(check);
  const Collector* collector = found == nullptr ? nullptr : catalog.find(found->collector);
  if (collector == nullptr) {
    throw std::runtime_error("there is no check " + check);
  }
  return *collector;
}

bool runs_here(const Collector& collector, const ServerFacts& facts) {
  const Requirements& needs = collector.requirements;
  return needs.server.contains(facts.major()) && (needs.extension.empty() || facts.extensions.contains(needs.extension)) &&
         needs.role != (facts.in_recovery ? RequiredRole::kPrimary : RequiredRole::kStandby);
}

}  // namespace

CheckedServer::CheckedServer(const support::PostgresServer& server) {
  ConnectionSettings settings;
  settings.dsn = server.dsn("pgmedic", "postgres");
  connector_ = make_server_connector(settings, watchdog_, log_);
  status_.name = kTarget;
  status_.up = true;
  status_.asked = true;
}

CheckedServer::CheckedServer(const std::string& console_dsn) : is_console_(true) {
  ConnectionSettings settings;
  settings.dsn = console_dsn;
  connector_ = make_console_connector(settings, watchdog_, log_);
  status_.name = kTarget;
  status_.up = true;
  status_.asked = true;
}

Session& CheckedServer::session(const std::string& database) {
  std::unique_ptr<Session>& session = sessions_[database];
  if (!session || session->broken()) {
    Result<std::unique_ptr<Session>> connected = connector_->connect(is_console_ ? "" : database);
    if (!connected) {
      throw std::runtime_error(connected.error().text());
    }
    session = std::move(connected).value();
  }
  return *session;
}

void CheckedServer::look(Health& health, const Collector& collector, const std::string& database) {
  Session& here = session(database);
  const int major = is_console_ ? 0 : here.facts().major();
  if (!is_console_ && !runs_here(collector, here.facts())) {
    return;
  }
  ParentMemory memory;
  const Result<std::unique_ptr<RowSet>> rows = collector_rows(here, collector, major, kTimeout, memory);
  if (!rows) {
    throw std::runtime_error(collector.name + ": " + rows.error().text());
  }
  const std::string place = is_console_ ? "pool" : (collector.scope == Scope::kDatabase ? database : "");
  health.observer(kTarget)->rows(collector, place, **rows, {major, ""}, kTimeToLive);
  const auto known = std::find_if(status_.collectors.begin(), status_.collectors.end(), [&](const CollectorStatus& status) {
    return status.collector == collector.name && status.database == place;
  });
  CollectorStatus& status = known == status_.collectors.end() ? status_.collectors.emplace_back() : *known;
  status.collector = collector.name;
  status.database = place;
  status.scope = collector.scope;
  status.interval = status.effective_interval = 60s;
  status.last_success = clock_.wall_now();
  ++status.runs;
}

std::vector<Finding> CheckedServer::judge(const std::string& check, const CheckOverride& change, const std::string& database,
                                          const std::function<void()>& between) {
  const Collector& collector = collector_of(catalog_, check);
  const Result<Check> in_force = with_override(*catalog_.find_check(check), change);
  if (!in_force) {
    throw std::runtime_error(in_force.error().text());
  }
  Health health(clock_);
  health.apply(catalog_, {{kTarget, {{check, change}}}});
  look(health, collector, database);
  if (between) {
    between();
  }
  clock_.advance(in_force->increase.count() > 0 ? in_force->increase : in_force->hold + 1min);
  look(health, collector, database);
  std::vector<Finding> findings = health.report(status_).findings;
  findings.erase(std::remove_if(findings.begin(), findings.end(), [&](const Finding& finding) { return finding.check != check; }),
                 findings.end());
  for (const Finding& finding : findings) {
    EXPECT_FALSE(finding.summary.empty());
    EXPECT_EQ(finding.runbook, runbook_url(check));
  }
  return findings;
}

HealthReport CheckedServer::judge_everything(const std::vector<std::string>& databases) {
  Health health(clock_);
  health.apply(catalog_, {{kTarget, {}}});
  for (int looks = 0; looks < 3; ++looks) {
    for (const Collector& collector : catalog_.collectors()) {
      if (collector.scope == Scope::kCluster) {
        look(health, collector, databases.front());
      } else if (collector.scope == Scope::kDatabase) {
        for (const std::string& database : databases) {
          look(health, collector, database);
        }
      }
    }
    if (looks < 2) {
      clock_.advance(13h);
    }
  }
  return health.report(status_);
}

std::vector<std::string> objects(const std::vector<Finding>& findings) {
  std::vector<std::string> objects;
  for (const Finding& finding : findings) {
    std::string& object = objects.emplace_back();
    for (const auto& [name, value] : finding.labels) {
      object += (object.empty() ? "" : ".") + value;
    }
  }
  std::sort(objects.begin(), objects.end());
  return objects;
}

CheckOverride warn_at(double limit) {
  CheckOverride change;
  change.warning = ThresholdOverride{limit};
  change.critical = ThresholdOverride{std::nullopt};
  return change;
}

CheckOverride when(const std::string& column, double minimum) {
  CheckOverride change;
  change.when[column] = minimum;
  return change;
}

CheckOverride operator+(CheckOverride left, const CheckOverride& right) {
  if (right.warning) {
    left.warning = right.warning;
    left.critical = right.critical;
  }
  left.when.insert(right.when.begin(), right.when.end());
  return left;
}

}  // namespace pgmedic
