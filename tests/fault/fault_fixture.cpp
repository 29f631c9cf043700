#include "fault/fault_fixture.h"

#include <utility>

#include "support/server_binaries.h"

namespace pgmedic::fault {

support::PostgresSettings with_settings(std::map<std::string, std::string> settings) {
  support::PostgresSettings result;
  result.settings = std::move(settings);
  return result;
}

void make_monitor_role(const support::PostgresServer& server) {
  support::ChildSettings psql;
  psql.program = support::server_binaries(server.major()) + "/psql";
  psql.arguments = {"-X", "-q", "-d", server.dsn(), "-f", std::string(PGMEDIC_SOURCE_DIR) + "/sql/setup/monitor_role.sql"};
  support::run_program(psql);
}

support::PostgresServer& FaultTest::start_server(support::PostgresSettings settings) {
  server_ = std::make_unique<support::PostgresServer>(std::move(settings));
  make_monitor_role(*server_);
  return *server_;
}

std::string FaultTest::configuration(const std::string& target) const {
  std::string enabled;
  for (const std::string& collector : collectors_) {
    enabled += (enabled.empty() ? "" : ", ") + collector;
  }
  return "targets:\n  - name: main\n    dsn: \"" + monitor_dsn() + "\"\n" + target +
         "intervals: {cluster: 500ms, database: 500ms, slow: 1s}\n"
         "collectors: {enable: [" +
         enabled + "]}\n";
}

Daemon& FaultTest::start_daemon(const std::string& configuration, std::vector<std::string> flags) {
  daemon_ = std::make_unique<Daemon>(configuration, std::move(flags));
  return *daemon_;
}

bool FaultTest::is_well(const Page& page) {
  return page.is("pg_up", 1) && page.has("pg_stat_database_xact_commit", {R"(datname="postgres")"}) &&
         page.is("pg_database_up", 1, {R"(datname="postgres")"}) &&
         page.is("pgmedic_collector_success", 1, {R"(collector="stat_database")"});
}

void FaultTest::begin_bad_day() {
  ASSERT_TRUE(daemon_->shows(is_well)) << daemon_->log();
  before_ = holdings_of(*daemon_);
  watch_ = std::make_unique<ConnectionWatch>(daemon_->program().pid(), server_->port());
}

void FaultTest::expect_connections_bounded() const {
  constexpr std::size_t kContract = 2;
  EXPECT_LE(watch_->most(), kContract);
}

void FaultTest::expect_recovery() {
  EXPECT_TRUE(daemon_->shows(is_well)) << daemon_->page().text() << daemon_->log();
  EXPECT_TRUE(daemon_->renews("stat_database")) << daemon_->log();
  EXPECT_TRUE(daemon_->program().running());
  EXPECT_GT(watch_->most(), 0U) << "the watch saw nothing";
  expect_connections_bounded();
  expect_no_leak(*daemon_, before_);
}

}  // namespace pgmedic::fault
