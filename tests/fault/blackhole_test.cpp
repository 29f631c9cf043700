// A network that swallows every packet between pgmedic and the server, in a network namespace of the test's own.
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "fault/fault_fixture.h"

namespace pgmedic::fault {
namespace {

class Blackhole : public FaultTest {
 protected:
  // Before any thread is started: namespaces belong to threads, and children inherit them.
  void SetUp() override {
    FaultTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) {
      return;
    }
    if (::geteuid() != 0) {
      GTEST_SKIP() << "a network namespace takes root";
    }
    if (::unshare(CLONE_NEWNET) != 0) {
      const std::string reason =
          std::string("a network namespace cannot be made: ") + std::strerror(errno);  // NOLINT(concurrency-mt-unsafe)
      ASSERT_FALSE(support::servers_required()) << reason;
      GTEST_SKIP() << reason;
    }
    run("/usr/sbin/ip", {"link", "set", "lo", "up"});
  }

  static void run(const std::string& program, std::vector<std::string> arguments) {
    support::ChildSettings settings;
    settings.program = program;
    settings.arguments = std::move(arguments);
    support::run_program(settings);
  }
  // Packets to the server and from it: none gets through, none is refused.
  void swallow(const std::string& action) {
    const std::string port = std::to_string(server().port());
    run("/usr/sbin/iptables", {"-w", action, "INPUT", "-p", "tcp", "--dport", port, "-j", "DROP"});
    run("/usr/sbin/iptables", {"-w", action, "INPUT", "-p", "tcp", "--sport", port, "-j", "DROP"});
  }
};

TEST_F(Blackhole, IsNoticedAndItsEndToo) {
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  const double before = daemon.page().value("pgmedic_connects_total", {R"(outcome="error")"}).value_or(0);
  swallow("-A");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_up", 0) && !page.has("pg_stat_database_xact_commit"); }))
      << daemon.page().text();
  EXPECT_TRUE(daemon.shows([&](const Page& page) {
    return page.value("pgmedic_connects_total", {R"(outcome="error")"}).value_or(0) > before + 1;
  })) << "attempts to connect hang";
  EXPECT_TRUE(daemon.page().is("pgmedic_collector_success", 0, {R"(collector="stat_database")"}));
  swallow("-D");
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
