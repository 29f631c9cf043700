// A server that is there and does not answer: every process of it stopped.
#include <chrono>

#include "fault/fault_fixture.h"

namespace pgmedic::fault {
namespace {

using FrozenServer = FaultTest;

bool knows_nothing(const Page& page) {
  return page.is("pg_up", 0) && !page.has("pg_stat_database_xact_commit");
}

// The deadlines of a fast statement are shorter than these times, so a minute would show no more.
TEST_F(FrozenServer, IsNoticedCutOffAndWelcomedBack) {
  constexpr auto kFrozen = 10s;
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  server().freeze();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(daemon.shows(knows_nothing)) << daemon.page().text();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.value("pgmedic_deadline_cuts_total") > 0; }))
      << "nothing was cut, so something waits still";
  // Attempts to connect are cut too: the kernel takes them, nobody answers.
  EXPECT_TRUE(daemon.shows([&](const Page& page) {
    EXPECT_TRUE(knows_nothing(page));
    return page.value("pgmedic_connects_total", {R"(outcome="error")"}) > 1 && std::chrono::steady_clock::now() - start > kFrozen;
  }));
  const Page page = daemon.page();
  EXPECT_TRUE(page.is("pgmedic_collector_success", 0, {R"(collector="stat_database")"}));
  EXPECT_TRUE(page.is("pg_database_up", 0, {R"(datname="postgres")"}));
  server().thaw();
  expect_recovery();
  // What the frozen server had not noticed before ends as well: nothing of ours is left over in it.
  EXPECT_TRUE(support::eventually(
      [this] { return std::stoi(server().scalar("SELECT count(*) FROM pg_stat_activity WHERE usename = 'pgmedic'")) <= 2; }, kPatience));
}

TEST_F(FrozenServer, DoesNotHoldUpTheEnd) {
  constexpr auto kContract = 3s;
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  server().freeze();
  // The steady session is in the middle of a statement that is never answered.
  EXPECT_TRUE(daemon.shows([](const Page& page) { return !page.has("pg_stat_database_xact_commit"); }));
  const auto start = std::chrono::steady_clock::now();
  daemon.program().signal(SIGTERM);
  EXPECT_EQ(daemon.program().wait_exit(), 0) << daemon.log();
  EXPECT_LT(std::chrono::steady_clock::now() - start, kContract);
  expect_connections_bounded();
}

}  // namespace
}  // namespace pgmedic::fault
