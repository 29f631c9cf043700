#include "server/remedy/maintainer.h"

#include <utility>

#include "support/child_process.h"

namespace pgmedic {

void make_maintainer(const support::PostgresServer& server, const std::string& database) {
  support::ChildSettings psql;
  psql.program = "/usr/bin/psql";
  psql.arguments = {
      "-X", "-q", "-d", server.dsn("postgres", database), "-f", std::string(PGMEDIC_SOURCE_DIR) + "/sql/setup/maintenance.sql"};
  support::run_program(psql);
}

MaintainedServer::MaintainedServer(int major, std::map<std::string, std::string> settings, const std::string& data_directory) {
  settings.emplace("autovacuum", "off");  // it would repair what a case has broken
  settings.emplace("max_prepared_transactions", "10");
  server_ = std::make_unique<support::PostgresServer>(support::PostgresSettings{major, settings, false, data_directory});
  make_maintainer(*server_);
  server_->execute("CREATE ROLE owner LOGIN");
  server_->execute("GRANT owner TO pgmedic_maintainer");
  server_->execute("CREATE DATABASE shop OWNER owner");
  server_->execute("CREATE EXTENSION pgstattuple", "shop");
  server_->execute("CREATE SCHEMA app AUTHORIZATION owner", "shop");
}

std::unique_ptr<support::PostgresServer> MaintainedServer::fail_over_to(std::unique_ptr<support::PostgresServer> successor) {
  return std::exchange(server_, std::move(successor));
}

ConnectionSettings MaintainedServer::connection() const {
  ConnectionSettings settings;
  settings.dsn = server_->dsn("pgmedic_maintainer", "postgres");
  return settings;
}

void MaintainedServer::shop(const std::string& sql) const {
  shop_client().execute(sql);
}

std::string MaintainedServer::shop_value(const std::string& sql) const {
  return shop_client("postgres").scalar(sql);
}

support::SqlClient MaintainedServer::shop_client(const std::string& user) const {
  return server_->client(user, "shop");
}

}  // namespace pgmedic
