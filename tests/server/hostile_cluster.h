// A server on which everything that a collector may meet is there at once: names that break careless code, objects of every
// kind, and sessions that wait, work and hold on.
// Thread rule: the test's thread. Errors are thrown.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/postgres_server.h"
#include "support/sql_client.h"

namespace pgmedic {

// Makes the monitoring role "pgmedic" with sql/setup/monitor_role.sql, and the optional extensions in that database.
void make_monitor_role(const support::PostgresServer& server, const std::string& database);

class HostileCluster {
 public:
  explicit HostileCluster(int major);

  support::PostgresServer& server() { return *server_; }
  // Databases to look into: a UTF-8 one, and an SQL_ASCII one with names that are no UTF-8.
  const std::vector<std::string>& databases() const { return databases_; }
  // Sessions in every state that a collector reports: call it last, they hold locks and slots.
  void start_sessions();

 private:
  void fill(const std::string& database);
  void fill_with_raw_bytes(const std::string& database);
  void add_cluster_objects();
  void wait_for(const std::string& condition) const;
  support::SqlClient& new_session(const std::string& database);

  std::unique_ptr<support::PostgresServer> server_;
  std::vector<std::string> databases_;
  std::vector<support::SqlClient> sessions_;
};

}  // namespace pgmedic
