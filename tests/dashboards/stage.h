// What dashboards look at, for real: a PostgreSQL in every state there is, with a standby and a PgBouncer, pgmedic watching
// them and healing what it may, and a Prometheus that scrapes it; all with short intervals.
// Thread rule: the test's thread. Errors are thrown.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "server/hostile_cluster.h"
#include "support/child_program.h"
#include "support/pgbouncer_server.h"
#include "support/prometheus_server.h"
#include "support/temp_dir.h"

namespace pgmedic::dashboards {

class Stage {
 public:
  explicit Stage(int major);

  bool ready() const;
  // Whether Prometheus answers the expression with any data; throws when it does not accept it.
  bool answers(const std::string& expression) const { return !prometheus_->query(expression).empty(); }
  // A little of everything that counters count.
  void work();
  std::string log() const { return program_->err(); }

 private:
  void plant();
  std::string configuration();

  HostileCluster cluster_;
  std::unique_ptr<support::PostgresServer> standby_;
  std::optional<support::PgBouncerServer> pooler_;
  support::TempDir files_;
  std::optional<support::ChildProgram> program_;
  std::optional<support::PrometheusServer> prometheus_;
  std::string url_;
};

}  // namespace pgmedic::dashboards
