// The ground of every bad day: a server of its own, the role that sql/setup makes, and pgmedic polling it at short intervals.
// Thread rule: the test's thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "fault/connection_watch.h"
#include "fault/daemon.h"
#include "support/eventually.h"
#include "support/postgres_server.h"

namespace pgmedic::fault {

class FaultTest : public testing::Test {
 protected:
  void SetUp() override { PGMEDIC_NEED_SERVER(15); }

  // A server with the monitoring role in it.
  support::PostgresServer& start_server(support::PostgresSettings settings = {});
  support::PostgresServer& server() { return *server_; }
  std::string monitor_dsn() const { return server_->dsn("pgmedic"); }

  // A configuration that polls often. `target` are more lines of the target, `collectors` those that run.
  std::string configuration(const std::string& target = "") const;
  std::vector<std::string> collectors_{"stat_database", "replication", "table_stats", "index_stats", "table_sizes"};

  Daemon& start_daemon(const std::string& configuration, std::vector<std::string> flags = {});
  Daemon& start_daemon() { return start_daemon(configuration()); }
  Daemon& daemon() { return *daemon_; }

  // All is well: the server is up, and what is known about it is on the page.
  static bool is_well(const Page& page);
  // From here on connections are counted; what the daemon holds now is what it may hold at the end.
  void begin_bad_day();
  // All is well again by itself, nothing leaked, and there were never more than two connections.
  void expect_recovery();
  void expect_connections_bounded() const;

 private:
  std::unique_ptr<support::PostgresServer> server_;
  std::unique_ptr<Daemon> daemon_;
  std::unique_ptr<ConnectionWatch> watch_;
  Holdings before_;
};

// Server settings with nothing special but these lines of postgresql.conf.
support::PostgresSettings with_settings(std::map<std::string, std::string> settings);

// Makes the monitoring role with psql and the script that users run.
void make_monitor_role(const support::PostgresServer& server);

}  // namespace pgmedic::fault
