// Collectors that go wrong: their SQL fails, never ends, or answers what no page can hold.
#include "fault/fault_fixture.h"

namespace pgmedic::fault {
namespace {

class WrongCollector : public FaultTest {
 protected:
  // A collector of the whole cluster with one gauge, pg_NAME, from the column v.
  void add(const std::string& name, const std::string& sql, const std::string& header = "") {
    own_.write(name + ".sql", "/*---\ncollector: " + name + "\nhelp: A test.\nscope: cluster\n" + header + "metrics:\n  pg_" + name +
                                  ": {column: v, type: gauge, help: A test.}\n---*/\n" + sql + "\n");
    collectors_.push_back(name);
  }
  Daemon& start_with_own_collectors() {
    start_server();
    return start_daemon(configuration(), {"--collector_dir=" + own_.path().string()});
  }

 private:
  support::TempDir own_;
};

TEST_F(WrongCollector, WhoseSqlFailsHarmsNoOther) {
  add("breaks", "SELECT 7 / count(*) AS v FROM pg_catalog.pg_class WHERE relname = 'not_there_yet';");
  Daemon& daemon = start_with_own_collectors();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) {
    return page.is("pgmedic_collector_success", 0, {R"(collector="breaks")"}) &&
           page.value("pgmedic_collector_errors_total", {R"(collector="breaks")", R"(reason="query")"}) > 1;
  })) << daemon.page().text();
  EXPECT_TRUE(daemon.page().is("pg_up", 1));
  EXPECT_TRUE(daemon.renews("stat_database"));
  EXPECT_TRUE(daemon.program().says("division by zero"));
  server().execute("CREATE TABLE not_there_yet (v int)");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_breaks", 7); })) << daemon.log();
  server().execute("DROP TABLE not_there_yet");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return !page.has("pg_breaks"); })) << "an old value is repeated";
  expect_recovery();
}

TEST_F(WrongCollector, ThatRunsForeverIsCancelledAndStretched) {
  // In the slow lane, where such things are meant to be: the steady session has nothing to do with it.
  add("forever", "SELECT 1 AS v FROM pg_catalog.pg_sleep(3600);", "lane: slow\ntimeout: 300ms\n");
  Daemon& daemon = start_with_own_collectors();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) {
    return page.is("pgmedic_collector_success", 0, {R"(collector="forever")"}) &&
           page.value("pgmedic_collector_errors_total", {R"(collector="forever")", R"(reason="timeout")"}) > 0;
  })) << daemon.page().text();
  // It takes more than its part of the server's time, so it runs less often.
  EXPECT_TRUE(daemon.shows([](const Page& page) {
    return page.value("pgmedic_collector_interval_seconds", {R"(collector="forever")"}) > 10;
  })) << daemon.page().text();
  EXPECT_TRUE(daemon.page().is("pg_up", 1));
  EXPECT_TRUE(daemon.renews("stat_database"));
  EXPECT_TRUE(daemon.renews("table_stats", "postgres"));
  expect_recovery();
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3600)%' AND state = 'active' AND pid <> "
                            "pg_backend_pid() AND now() - query_start > interval '20 s'"),
            "0");
}

TEST_F(WrongCollector, ThatRunsForeverOnTheSteadySessionDoesNotTakeTheServerDown) {
  add("forever", "SELECT 1 AS v FROM pg_catalog.pg_sleep(3600);", "timeout: 300ms\n");
  Daemon& daemon = start_with_own_collectors();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) {
    EXPECT_TRUE(page.is("pg_up", 1));
    return page.value("pgmedic_collector_errors_total", {R"(collector="forever")", R"(reason="timeout")"}) > 0;
  })) << daemon.page().text();
  expect_recovery();
}

TEST_F(WrongCollector, WithDuplicateRowsServesTheRest) {
  add("doubled", "SELECT l AS kind, v FROM (VALUES ('a', 1), ('b', 2), ('a', 3)) AS d (l, v);", "labels: [kind]\n");
  Daemon& daemon = start_with_own_collectors();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) {
    return page.count("pg_doubled", {R"(kind="a")"}) == 1 && page.is("pg_doubled", 2, {R"(kind="b")"}) &&
           page.value("pgmedic_duplicate_series_total", {R"(collector="doubled")"}) > 0;
  })) << daemon.page().text();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pgmedic_collector_success", 1, {R"(collector="doubled")"}); }));
  EXPECT_TRUE(daemon.program().says("two rows have the same labels"));
  expect_recovery();
}

TEST_F(WrongCollector, WithNumbersThatAreNoneIsServedAsWritten) {
  add("strange",
      "SELECT l AS kind, v::float8 AS v FROM (VALUES ('nan', 'NaN'), ('up', 'Infinity'), ('down', '-Infinity'), ('tiny', '5e-324'), "
      "('none', NULL)) AS d (l, v);",
      "labels: [kind]\n");
  Daemon& daemon = start_with_own_collectors();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.has("pg_strange"); })) << daemon.log();
  const std::string text = daemon.page().text();
  EXPECT_NE(text.find("pg_strange{kind=\"nan\"} NaN\n"), std::string::npos) << text;
  EXPECT_NE(text.find("pg_strange{kind=\"up\"} +Inf\n"), std::string::npos) << text;
  EXPECT_NE(text.find("pg_strange{kind=\"down\"} -Inf\n"), std::string::npos) << text;
  EXPECT_NE(text.find("pg_strange{kind=\"tiny\"} 5e-324\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("kind=\"none\""), std::string::npos) << text;
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
