// A server that is not there: at the start, later, and for a moment.
#include "fault/fault_fixture.h"

namespace pgmedic::fault {
namespace {

class ServerDown : public FaultTest {
 protected:
  // Nothing that a server would have to be asked for.
  static bool knows_nothing(const Page& page) {
    return page.is("pg_up", 0) && !page.has("pg_stat_database_xact_commit") && !page.has("pg_replication_is_replica");
  }
};

TEST_F(ServerDown, AtStartThePageSaysSoAndTheServerIsFoundLater) {
  start_server();
  server().stop();
  Daemon& daemon = start_daemon();
  ASSERT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_up", 0); })) << daemon.log();
  EXPECT_TRUE(knows_nothing(daemon.page()));
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.value("pgmedic_connects_total", {R"(outcome="error")"}) > 2; }))
      << "it does not try again";
  server().start();
  begin_bad_day();
  expect_recovery();
}

TEST_F(ServerDown, LaterItsMetricsGoAndComeBack) {
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  for (int time = 0; time < 2; ++time) {
    server().stop();
    EXPECT_TRUE(daemon.shows(knows_nothing)) << daemon.page().text();
    const Page page = daemon.page();
    EXPECT_TRUE(page.is("pgmedic_collector_success", 0, {R"(collector="stat_database")"}));
    EXPECT_TRUE(page.is("pg_exporter_last_scrape_error", 1));
    EXPECT_TRUE(page.is("pg_database_up", 0, {R"(datname="postgres")"}));
    EXPECT_TRUE(page.is("pgmedic_connections", 0, {R"(session="steady")"}));
    server().start();
    EXPECT_TRUE(daemon.shows(is_well)) << daemon.page().text();
  }
  expect_recovery();
}

TEST_F(ServerDown, AnImmediateRestartIsSurvived) {
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  const double before = daemon.page().value("pgmedic_connects_total", {R"(outcome="ok")", R"(session="steady")"}).value_or(0);
  server().restart(support::StopMode::kImmediate);
  EXPECT_TRUE(daemon.shows([&](const Page& page) {
    return page.value("pgmedic_connects_total", {R"(outcome="ok")", R"(session="steady")"}) > before;
  })) << daemon.log();
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
