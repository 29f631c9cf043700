// A network that swallows every packet between pgmedic and the server, in a network namespace of the test's own.
#include "fault/fault_fixture.h"
#include "support/private_network.h"

namespace pgmedic::fault {
namespace {

class Blackhole : public FaultTest {
 protected:
  // Before any thread is started: it belongs to threads, and children inherit it.
  void SetUp() override {
    FaultTest::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) {
      PGMEDIC_NEED_ROOT_FOR(support::enter_private_network());
    }
  }
};

TEST_F(Blackhole, IsNoticedAndItsEndToo) {
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  const double before = daemon.page().value("pgmedic_connects_total", {R"(outcome="error")"}).value_or(0);
  support::swallow_packets("127.0.0.1", server().port());
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_up", 0) && !page.has("pg_stat_database_xact_commit"); }))
      << daemon.page().text();
  EXPECT_TRUE(daemon.shows([&](const Page& page) {
    return page.value("pgmedic_connects_total", {R"(outcome="error")"}).value_or(0) > before + 1;
  })) << "attempts to connect hang";
  EXPECT_TRUE(daemon.page().is("pgmedic_collector_success", 0, {R"(collector="stat_database")"}));
  support::let_packets_through("127.0.0.1", server().port());
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
