// What the server lets us do changes while we are connected: it is promoted, it is full, passwords and privileges change.
#include <fstream>

#include "fault/fault_fixture.h"
#include "support/temp_dir.h"

namespace pgmedic::fault {
namespace {

using ChangingServer = FaultTest;

TEST_F(ChangingServer, APromotedStandbyIsServedAsAPrimary) {
  support::TempDir own;
  own.write("on_primary.sql",
            "/*---\ncollector: on_primary\nhelp: Only there.\nscope: cluster\nrequires: {role: primary}\nmetrics:\n"
            "  pg_on_primary: {column: one, type: gauge, help: One.}\n---*/\nSELECT 1 AS one;\n");
  start_server();
  const std::unique_ptr<support::PostgresServer> standby = server().make_standby();
  collectors_.emplace_back("on_primary");
  std::string text = configuration();
  const std::string port = "port=" + std::to_string(server().port());
  text.replace(text.find(port), port.size(), "port=" + std::to_string(standby->port()));
  Daemon& daemon = start_daemon(text, {"--collector_dir=" + own.path().string()});
  ASSERT_TRUE(daemon.shows([](const Page& page) {
    return is_well(page) && page.is("pg_replication_is_replica", 1) &&
           page.is("pgmedic_collector_supported", 0, {R"(collector="on_primary")", R"(reason="role")"});
  })) << daemon.page().text()
      << daemon.log();
  EXPECT_FALSE(daemon.page().has("pg_on_primary"));
  const Holdings before = holdings_of(daemon);
  const ConnectionWatch watch(daemon.program().pid(), standby->port());
  standby->promote();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_replication_is_replica", 0) && page.is("pg_on_primary", 1); }))
      << daemon.page().text();
  EXPECT_TRUE(daemon.renews("stat_database"));
  EXPECT_LE(watch.most(), 2U);
  expect_no_leak(daemon, before);
}

TEST_F(ChangingServer, AFullServerKeepsOursAliveAndTakesThemBackLater) {
  start_server(with_settings({{"max_connections", "12"}, {"superuser_reserved_connections", "3"}}));
  server().execute("CREATE ROLE crowd LOGIN");
  Daemon& daemon = start_daemon();
  begin_bad_day();
  std::vector<support::SqlClient> crowd;
  const auto fill = [&] {
    return support::eventually([&] {
      try {
        crowd.push_back(server().client("crowd"));
        return false;
      } catch (const support::SqlError&) {
        return true;  // full
      }
    });
  };
  ASSERT_TRUE(fill());
  // The steady session is in: the server stays watched, and the page says why it is busy.
  EXPECT_TRUE(daemon.renews("stat_database"));
  EXPECT_TRUE(daemon.page().is("pg_up", 1));
  // Ours are lost, and somebody else takes the places.
  EXPECT_TRUE(support::eventually([&] {
    server().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pgmedic'");
    return fill() && server().scalar("SELECT count(*) FROM pg_stat_activity WHERE usename = 'pgmedic'") == "0";
  }));
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_up", 0) && !page.has("pg_stat_database_xact_commit"); }))
      << daemon.page().text();
  crowd.clear();
  expect_recovery();
}

TEST_F(ChangingServer, AChangedPasswordIsReadFromItsFileAgain) {
  support::PostgresSettings settings;
  settings.passwords = true;
  start_server(settings);
  server().execute("ALTER ROLE pgmedic PASSWORD 'first'");
  const support::TempDir secrets;
  const std::string file = secrets.write("password", "first\n", 0600);
  Daemon& daemon = start_daemon(configuration("    password_file: " + file + "\n"));
  begin_bad_day();
  server().execute("ALTER ROLE pgmedic PASSWORD 'second'");
  server().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pgmedic'");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_up", 0); })) << daemon.page().text();
  EXPECT_TRUE(daemon.program().says("check user, password"));
  secrets.write("password", "second\n", 0600);
  expect_recovery();
  EXPECT_EQ(daemon.log().find("first"), std::string::npos);
  EXPECT_EQ(daemon.log().find("second"), std::string::npos) << "a password is in the log";
}

TEST_F(ChangingServer, RevokedPrivilegesAreNamedAndGrantedOnesUsed) {
  collectors_.emplace_back("connection_usage");
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.has("pg_role_connections_used"); })) << daemon.page().text();
  server().execute("REVOKE pg_monitor FROM pgmedic");
  EXPECT_TRUE(daemon.shows([](const Page& page) {
    return !page.has("pg_role_connections_used") &&
           page.is("pgmedic_collector_supported", 0, {R"(collector="connection_usage")", R"(reason="privilege")"});
  })) << daemon.page().text();
  EXPECT_TRUE(daemon.page().is("pg_up", 1));
  server().execute("GRANT pg_monitor TO pgmedic");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.has("pg_role_connections_used"); })) << daemon.page().text();
  expect_recovery();
}

TEST_F(ChangingServer, ADatabaseThatMayNotBeEnteredDoesNotStopTheOthers) {
  start_server();
  server().execute("CREATE DATABASE closed");
  Daemon& daemon = start_daemon();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_database_up", 1, {R"(datname="closed")"}); }));
  server().execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_database_up", 0, {R"(datname="closed")"}); }));
  EXPECT_TRUE(daemon.renews("table_stats", "postgres"));
  server().execute("GRANT CONNECT ON DATABASE closed TO PUBLIC");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_database_up", 1, {R"(datname="closed")"}); }));
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
