// A PgBouncer that is restarted, paused or frozen, while the server behind it is well.
#include "fault/fault_fixture.h"
#include "support/pgbouncer_server.h"

namespace pgmedic::fault {
namespace {

class BadPgBouncer : public FaultTest {
 protected:
  void SetUp() override {
    FaultTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) {
      return;
    }
    if (!support::PgBouncerServer::available()) {
      ASSERT_FALSE(support::servers_required()) << support::PgBouncerServer::unavailable_reason();
      GTEST_SKIP() << support::PgBouncerServer::unavailable_reason();
    }
    collectors_.emplace_back("pgbouncer_pools");
    start_server();
    pgbouncer_ = std::make_unique<support::PgBouncerServer>(server());
    start_daemon(configuration("    pgbouncers: [{name: front, dsn: \"" + pgbouncer_->dsn("stats", "pgbouncer") + "\"}]\n"));
    begin_bad_day();
    ASSERT_TRUE(daemon().shows(console_is_well)) << daemon().page().text() << daemon().log();
    consoles_ = std::make_unique<ConnectionWatch>(daemon().program().pid(), pgbouncer_->port());
  }

  static bool console_is_well(const Page& page) {
    return page.is("pgbouncer_up", 1) && page.has("pgbouncer_pools_client_active_connections") &&
           page.is("pgmedic_collector_success", 1, {R"(collector="pgbouncer_pools")"});
  }
  static bool console_is_gone(const Page& page) {
    EXPECT_TRUE(page.is("pg_up", 1)) << "the server is blamed for its pooler";
    return page.is("pgbouncer_up", 0) && !page.has("pgbouncer_pools_client_active_connections") &&
           page.is("pgmedic_collector_success", 0, {R"(collector="pgbouncer_pools")"});
  }
  void expect_return() {
    EXPECT_TRUE(daemon().shows(console_is_well)) << daemon().page().text() << daemon().log();
    EXPECT_LE(consoles_->most(), 1U);
    expect_recovery();
  }
  support::PgBouncerServer& pgbouncer() { return *pgbouncer_; }

 private:
  std::unique_ptr<support::PgBouncerServer> pgbouncer_;
  std::unique_ptr<ConnectionWatch> consoles_;
};

TEST_F(BadPgBouncer, RestartedIsMissedAndFoundAgain) {
  pgbouncer().stop();
  EXPECT_TRUE(daemon().shows(console_is_gone)) << daemon().page().text();
  pgbouncer().start();
  expect_return();
}

TEST_F(BadPgBouncer, FrozenIsMissedAndFoundAgain) {
  pgbouncer().freeze();
  EXPECT_TRUE(daemon().shows(console_is_gone)) << daemon().page().text();
  pgbouncer().thaw();
  expect_return();
}

// Its console answers while its pools stand still; and clients that wait are what one wants to see then.
TEST_F(BadPgBouncer, PausedIsWatchedAllTheSame) {
  support::SqlClient waiting(pgbouncer().dsn("postgres", "postgres"));
  waiting.execute("SELECT 1");
  pgbouncer().command("PAUSE");
  waiting.send("SELECT 1");
  const double before =
      daemon().page().value("pgmedic_collector_last_success_timestamp_seconds", {R"(collector="pgbouncer_pools")"}).value_or(0);
  EXPECT_TRUE(daemon().shows([&](const Page& page) {
    return console_is_well(page) && page.is("pgbouncer_pools_client_waiting_connections", 1, {R"(database="postgres")"}) &&
           page.value("pgmedic_collector_last_success_timestamp_seconds", {R"(collector="pgbouncer_pools")"}) > before;
  })) << daemon().page().text();
  pgbouncer().command("RESUME");
  expect_return();
}

}  // namespace
}  // namespace pgmedic::fault
