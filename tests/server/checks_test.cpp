// All checks together: a healthy server has no finding, however it was just treated, and every check has its case.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "server/checked_server.h"
#include "server/hostile_cluster.h"
#include "support/eventually.h"

namespace pgmedic {
namespace {

using support::PostgresServer;
using testing::HasSubstr;
using testing::IsEmpty;

class HealthyServer : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { PGMEDIC_NEED_SERVER(GetParam()); }

  static std::vector<std::string> found(const PostgresServer& server, const std::vector<std::string>& databases) {
    std::vector<std::string> texts;
    const HealthReport report = CheckedServer(server).judge_everything(databases);
    // Some judge only what is not there: no rows, no objects; and own checks are not asked here.
    EXPECT_GT(report.judged, 20U);
    for (const Finding& finding : report.findings) {
      texts.push_back(finding.check + ": " + finding.summary);
    }
    return texts;
  }

  static void work(const PostgresServer& server) {
    support::SqlClient client = server.client("postgres", "shop");
    for (const char* statement : {
             "CREATE TABLE IF NOT EXISTS branches (bid int PRIMARY KEY, balance int)",
             "CREATE TABLE IF NOT EXISTS accounts (aid int PRIMARY KEY, bid int REFERENCES branches, balance int, filler text)",
             "CREATE INDEX IF NOT EXISTS accounts_bid ON accounts (bid)",
             "CREATE TABLE IF NOT EXISTS history (at timestamptz, aid int, delta int) PARTITION BY RANGE (at)",
             "CREATE TABLE IF NOT EXISTS history_all PARTITION OF history DEFAULT",
             "INSERT INTO branches SELECT i, 0 FROM generate_series(1, 10) AS i ON CONFLICT DO NOTHING",
             "INSERT INTO accounts SELECT i, i % 10 + 1, 0, repeat('x', 80) FROM generate_series(1, 50000) AS i ON CONFLICT DO NOTHING",
             "UPDATE accounts SET balance = balance + 1 WHERE aid <= 30000",
             "INSERT INTO history SELECT now(), i, 1 FROM generate_series(1, 20000) AS i",
             "SELECT count(*) FROM accounts AS a JOIN accounts AS b USING (bid, balance) WHERE a.aid < 100",
         }) {
      client.execute(statement);
    }
    // What autovacuum would do within the hours that the test's clock is turned by; parents are the owner's business.
    client.execute("VACUUM ANALYZE");
    client.execute("ANALYZE history");
    // Before 15 statistics travel as datagrams, which come late on a busy machine, or never: then they are sent again.
    EXPECT_TRUE(support::eventually([&] {
      const bool known = client.scalar(
                             "SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL "
                             "AND relname IN ('branches', 'accounts', 'history_all')") == "3";
      if (!known) {
        client.execute("ANALYZE");
      }
      return known;
    }));
  }
};
INSTANTIATE_TEST_SUITE_P(Server, HealthyServer, testing::Values(13, 15, 18), testing::PrintToStringParamName());

TEST_P(HealthyServer, HasNoFindings) {
  support::PostgresSettings settings;
  settings.major = GetParam();
  settings.settings = {{"shared_preload_libraries", "'pg_stat_statements'"}};
  PostgresServer server(settings);
  make_monitor_role(server, "postgres");
  EXPECT_THAT(found(server, {"postgres"}), IsEmpty()) << "an empty server";

  server.execute("CREATE DATABASE shop");
  make_monitor_role(server, "shop");
  work(server);
  EXPECT_THAT(found(server, {"postgres", "shop"}), IsEmpty()) << "a server at work";
  server.restart();
  EXPECT_THAT(found(server, {"postgres", "shop"}), IsEmpty()) << "a server that was just started";

  const std::unique_ptr<PostgresServer> standby = server.make_standby();
  work(server);
  EXPECT_THAT(found(server, {"postgres", "shop"}), IsEmpty()) << "a primary";
  EXPECT_THAT(found(*standby, {"postgres", "shop"}), IsEmpty()) << "its standby";
  server.restart(support::StopMode::kImmediate);
  EXPECT_THAT(found(server, {"postgres", "shop"}), IsEmpty()) << "a server that lost its statistics in a crash";
  standby->promote();
  EXPECT_THAT(found(*standby, {"postgres", "shop"}), IsEmpty()) << "a standby that took over";
}

TEST(Checks, HaveEachTheirCase) {
  std::string cases;
  for (const auto& file : std::filesystem::directory_iterator(PGMEDIC_SOURCE_DIR "/tests/server")) {
    if (file.path().filename().string().rfind("checks_", 0) == 0) {
      std::stringstream text;
      text << std::ifstream(file.path()).rdbuf();
      cases += text.str();
    }
  }
  const Catalog catalog = Catalog::embedded();
  for (const Collector& collector : catalog.collectors()) {
    for (const Check& check : collector.checks) {
      EXPECT_THAT(cases, HasSubstr("\"" + check.name + "\", ")) << "no case in which it finds something";
    }
  }
}

}  // namespace
}  // namespace pgmedic
