// A fleet with something of everything, for the status page and the API.
#pragma once

#include <string>

#include "unit/web/fakes.h"

namespace pgmedic::test {

inline CollectorStatus sample_collector(const std::string& name, const std::string& database, WallTime last_success, Scope scope) {
  using namespace std::chrono_literals;
  CollectorStatus status;
  status.collector = name;
  status.database = database;
  status.scope = scope;
  status.interval = scope == Scope::kDatabase ? 60s : 15s;
  status.effective_interval = status.interval;
  status.last_success = last_success;
  status.last_duration = 3ms;
  status.runs = 20;
  status.series = 12;
  return status;
}

// A healthy primary: everything fine but one collector that is not possible there.
inline void add_primary(FakeFleet& fleet, WallTime now) {
  using namespace std::chrono_literals;
  TargetStatus& status = fleet.add("main").status_;
  status.server = "db1.example.org:5432";
  status.up = true;
  status.version = "15.18";
  status.has_pg_monitor = true;
  status.databases = {"postgres", "shop", "billing"};
  status.series = 12'345;
  status.server_seconds_per_second = 0.0012;
  status.sessions = {{"steady", true, "postgres", "", ""}, {"roaming", true, "shop", "index_bloat", ""}};
  status.pgbouncers = {{"front", true}, {"batch", false}};
  status.collectors.push_back(sample_collector("activity", "", now - 4s, Scope::kCluster));
  status.collectors.push_back(sample_collector("pgbouncer_pools", "front", now - 9s, Scope::kPgBouncer));
  for (const auto& database : status.databases) {
    status.collectors.push_back(sample_collector("tables", database, now - 31s, Scope::kDatabase));
  }
  CollectorStatus bloat = sample_collector("index_bloat", "shop", now - 200s, Scope::kDatabase);
  bloat.lane = Lane::kSlow;
  bloat.interval = 300s;
  bloat.effective_interval = 1200s;
  bloat.last_duration = 9s;
  status.collectors.push_back(bloat);
  CollectorStatus io = sample_collector("io", "", now, Scope::kCluster);
  io.supported = false;
  io.unsupported_reason = "server";
  io.unsupported_detail = "needs PostgreSQL 16 or newer";
  status.collectors.push_back(io);
}

// A standby in trouble, with names that want to be HTML.
inline void add_troubled(FakeFleet& fleet, WallTime now) {
  using namespace std::chrono_literals;
  TargetStatus& status = fleet.add("standby <b>2</b>").status_;
  status.server = "db2:5432";
  status.up = true;
  status.in_recovery = true;
  status.superuser = true;
  status.version = "18.0";
  status.databases = {"<script>alert(1)</script>", "quo\"te'", "bad\xFF utf8", "postgres"};
  status.sessions = {{"steady", true, "postgres", "", ""}, {"roaming", false, "", "", "connection refused <i>"}};
  for (const auto& database : status.databases) {
    CollectorStatus tables = sample_collector("tables", database, now - 500s, Scope::kDatabase);
    if (database != "postgres") {
      tables.failing = true;
      tables.failures = 3;
      tables.expired = true;
      tables.last_error_reason = "timeout";
      tables.last_error = "canceling statement due to statement timeout & more";
    }
    status.collectors.push_back(tables);
  }
  CollectorStatus waiting = sample_collector("wal", "", now, Scope::kCluster);
  waiting.last_success.reset();
  waiting.runs = 0;
  status.collectors.push_back(waiting);
}

inline void add_down(FakeFleet& fleet) {
  TargetStatus& status = fleet.add("gone").status_;
  status.server = "db3:5432";
  status.sessions = {{"steady", false, "", "", "connection to server at \"db3\", port 5432 failed: Connection refused"}};
}

}  // namespace pgmedic::test
