// A configuration that breaks under the running daemon.
#include <algorithm>

#include "fault/fault_fixture.h"
#include "support/http_client.h"
#include "support/temp_dir.h"

namespace pgmedic::fault {
namespace {

constexpr const char* kSuccessful = "pgmedic_config_last_reload_successful";
constexpr const char* kReloaded = "pgmedic_config_last_reload_success_timestamp_seconds";

using BrokenReload = FaultTest;

// How a reload is asked for, and what a broken one answers, must not make a difference to what is in force.
TEST_F(BrokenReload, KeepsWhatIsInForceUntilAGoodOneComes) {
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  const auto steady_connects = [&] {
    return daemon.page().value("pgmedic_connects_total", {R"(session="steady")", R"(outcome="ok")"}).value_or(0);
  };
  EXPECT_TRUE(daemon.page().is(kSuccessful, 1));
  const double loaded = daemon.page().value(kReloaded).value_or(0);
  const double connects = steady_connects();

  daemon.configure("targets: [{name: main, dsnn: nonsense}]\n");
  daemon.hang_up();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is(kSuccessful, 0); })) << daemon.log();
  EXPECT_TRUE(daemon.program().says("dsnn"));
  EXPECT_TRUE(daemon.page().is(kReloaded, loaded)) << "a broken reload counts as one";
  EXPECT_TRUE(daemon.renews("stat_database"));

  daemon.configure("targets: [\n");
  const support::HttpResponse refused = support::http_post(daemon.control_url("/-/reload"), "");
  EXPECT_EQ(refused.status, 500) << refused.error;
  EXPECT_NE(refused.body.find("pgmedic.yml:"), std::string::npos) << refused.body;
  EXPECT_TRUE(daemon.page().is(kSuccessful, 0));
  EXPECT_TRUE(daemon.renews("table_stats", "postgres"));
  EXPECT_EQ(steady_connects(), connects) << "a reload that failed restarted the sessions";

  daemon.configure(configuration());
  EXPECT_EQ(support::http_post(daemon.control_url("/-/reload"), "").status, 200);
  EXPECT_TRUE(daemon.shows([&](const Page& page) { return page.is(kSuccessful, 1) && page.value(kReloaded) > loaded; }));
  EXPECT_TRUE(daemon.renews("stat_database"));
  EXPECT_EQ(steady_connects(), connects) << "a reload that changed nothing restarted the sessions";
  expect_recovery();
}

// Neither of the two files is in force before both were found right. Whether the server answers has no part in it.
TEST_F(BrokenReload, OfTheWebConfigurationKeepsTheTargetsToo) {
  const support::TempDir home;
  const std::string web = home.write("web.yml", "");
  Daemon& daemon = start_daemon("targets: [{name: first, dsn: host=/nonexistent}]\n", {"--web_config_file=" + web});
  const auto targets = [&] {
    const support::HttpResponse response = support::http_get(daemon.url("/targets"));
    EXPECT_EQ(response.status, 200) << response.error;
    return response.body;
  };
  const std::string before = targets();

  daemon.configure("targets: [{name: second, dsn: host=/nonexistent}]\n");
  home.write("web.yml", "basic_auth_users: {ann: secret}\n");
  const support::HttpResponse refused = support::http_post(daemon.control_url("/-/reload"), "");
  EXPECT_EQ(refused.status, 500) << refused.error;
  EXPECT_NE(refused.body.find("web.yml:1:"), std::string::npos) << refused.body;
  EXPECT_EQ(targets(), before) << "the new targets are in force, and the answer said that the old ones stay";
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is(kSuccessful, 0); }));

  home.write("web.yml", "");
  EXPECT_EQ(support::http_post(daemon.control_url("/-/reload"), "").status, 200);
  EXPECT_NE(targets().find("\"second\""), std::string::npos);
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is(kSuccessful, 1); }));
}

// A target whose settings changed starts anew, with no more sessions than before and without losing its data.
TEST_F(BrokenReload, ThatIsGoodChangesTheTargetWithoutAGapOrAThirdSession) {
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  for (int time = 0; time < 3; ++time) {
    collectors_.emplace_back(time % 2 == 0 ? "connection_usage" : "locks");
    daemon.configure(configuration());
    const double before = daemon.page().value(kReloaded).value_or(0);
    daemon.hang_up();
    EXPECT_TRUE(daemon.shows([&](const Page& page) {
      EXPECT_TRUE(page.has("pg_stat_database_xact_commit")) << "the page had a gap";
      return page.value(kReloaded) > before && page.has("pg_role_connections_used");
    })) << daemon.log();
    collectors_.erase(std::remove(collectors_.begin(), collectors_.end(), "locks"), collectors_.end());
  }
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
