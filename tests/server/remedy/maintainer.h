// A server with the two roles of sql/setup/, a journal, and an application whose tables the maintainer may work on: the ground
// for everything that acts.
// Thread rule: one thread, which lives as long as the server.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "postgres/maintenance_session.h"
#include "support/postgres_server.h"
#include "support/recording_log.h"

namespace pgmedic {

// Runs sql/setup/maintenance.sql, as an operator does.
void make_maintainer(const support::PostgresServer& server, const std::string& database = "postgres");

class MaintainedServer {
 public:
  // With database "shop", whose owner "owner" has given the maintainer its rights: membership, before 17 the only way.
  explicit MaintainedServer(int major, std::map<std::string, std::string> settings = {}, const std::string& data_directory = {});
  // A standby that has become the primary takes its place; gives back the old one.
  std::unique_ptr<support::PostgresServer> fail_over_to(std::unique_ptr<support::PostgresServer> successor);

  support::PostgresServer& server() { return *server_; }
  const support::PostgresServer& server() const { return *server_; }
  ConnectionSettings connection() const;  // of the maintainer, to the database of the journal

  // In "shop", as the owner of its tables.
  void shop(const std::string& sql) const;
  std::string shop_value(const std::string& sql) const;
  // Statements one by one, for those that cannot run inside a transaction.
  support::SqlClient shop_client(const std::string& user = "owner") const;

 private:
  std::unique_ptr<support::PostgresServer> server_;
};

}  // namespace pgmedic
