// The program is killed while a rebuild of its own is in each of its phases, and started again: the server works on, and whoever
// comes next takes up what was begun instead of beginning anew.
#include <gtest/gtest.h>

#include <csignal>

#include "fault/daemon.h"
#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"
#include "support/http_client.h"

namespace pgmedic {
namespace {

using support::eventually;

constexpr const char* kAlert = R"({"version": "4", "status": "firing", "receiver": "pgmedic", "groupKey": "{}", "truncatedAlerts": 0,
  "alerts": [{"status": "firing", "fingerprint": "1", "startsAt": "2026-01-01T00:00:00Z", "labels": {
    "alertname": "PostgresIndexBloat", "datname": "shop", "schemaname": "app", "relname": "orders", "indexrelname": "orders_v"}}]})";

class ProgramFaults : public RemedyGround, public testing::WithParamInterface<Hold> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    server().execute("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
    make_gate(ground());
    make_bloat(20'000, kGatedKey);
  }

  std::unique_ptr<fault::Daemon> program() {
    const std::string configuration =
        "targets:\n  - name: main\n    dsn: " + server().dsn("watcher") + "\n    maintenance_dsn: " + server().dsn("pgmedic_maintainer") +
        "\nremedies:\n  mode: auto\n  nominate: [alerts]\n  kill_switch_file: " + (directory_.path() / "stop").string() +
        "\n  guards: {disk: {max_bytes: 100GB, min_free: 0B}, load: {max_sessions: 1000}, oldest_transaction: {max_age: 1h}}\n"
        "  reindex: {mode: auto, min_bytes: 0B, min_gain: 1B, unattended: [expression]}\n"
        "collectors: {enable: [stat_database]}\n";
    return std::make_unique<fault::Daemon>(configuration);
  }
  // Taken up or known already: the same action either way.
  std::string nominate_by_alert(fault::Daemon& daemon) {
    EXPECT_TRUE(eventually([&] {
      return support::http_post(daemon.control_url("/api/v1/alerts"), kAlert, {"Content-Type: application/json"}).status == 200;
    })) << daemon.log();
    return server().scalar("SELECT id FROM pgmedic.action");
  }

  static void kill(fault::Daemon& daemon) {
    daemon.program().signal(SIGKILL);
    EXPECT_TRUE(daemon.program().wait_exit().has_value());
  }
};

INSTANTIATE_TEST_SUITE_P(Each, ProgramFaults, testing::ValuesIn(kHolds), [](const auto& chosen) { return hold_name(chosen.param); });

TEST_P(ProgramFaults, KilledItTakesUpWhatItHadBegun) {
  std::unique_ptr<fault::Daemon> first = program();
  support::SqlClient holder = hold_rebuild(ground(), GetParam());
  const std::string id = nominate_by_alert(*first);
  ASSERT_TRUE(reaches_phase(phase_of(GetParam()))) << story(id) << first->log();
  const std::string pid = action_pid(id);
  kill(*first);
  EXPECT_EQ(state(id), "running");
  EXPECT_EQ(action_pid(id), pid);

  server().execute("UPDATE pgmedic.action SET held_until = clock_timestamp()");  // as if the time had passed
  std::unique_ptr<fault::Daemon> second = program();
  ASSERT_TRUE(eventually([&] { return path(id).find("unknown running") != std::string::npos; }, 60s)) << story(id) << second->log();
  EXPECT_EQ(nominate_by_alert(*second), id);
  EXPECT_EQ(action_pid(id), pid);
  let_go(holder);
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id) << second->log();
  EXPECT_EQ(journal("attempts", id), "1");
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.action"), "1");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
