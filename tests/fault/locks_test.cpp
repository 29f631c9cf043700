// A table that somebody holds in ACCESS EXCLUSIVE mode, with somebody else waiting behind.
#include "fault/fault_fixture.h"

namespace pgmedic::fault {
namespace {

class LockedTable : public FaultTest {
 protected:
  std::string count_locks(const std::string& condition) {
    return server().scalar("SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) WHERE " + condition);
  }
};

TEST_F(LockedTable, HidesItselfButNothingElse) {
  start_server();
  server().execute("CREATE TABLE locked AS SELECT generate_series(1, 10000) AS v; CREATE INDEX ON locked (v)");
  server().execute("CREATE TABLE free AS SELECT generate_series(1, 10000) AS v");
  server().execute("VACUUM ANALYZE");
  Daemon& daemon = start_daemon();
  begin_bad_day();
  const auto size = [](const Page& page, const char* table) {
    return page.has("pg_table_size_bytes", {R"(fork="heap")", std::string(R"(relname=")") + table + "\""});
  };
  ASSERT_TRUE(daemon.shows([&](const Page& page) { return size(page, "locked") && size(page, "free"); })) << daemon.page().text();

  support::SqlClient holder = server().client();
  holder.execute("BEGIN");
  holder.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
  support::SqlClient waiter = server().client();
  waiter.send("SELECT count(*) FROM locked");
  ASSERT_TRUE(support::eventually([&] { return count_locks("NOT l.granted AND l.pid = " + std::to_string(waiter.backend_pid())) == "1"; }));

  EXPECT_TRUE(daemon.renews("table_sizes", "postgres")) << daemon.log();
  EXPECT_TRUE(daemon.renews("table_stats", "postgres")) << daemon.log();
  EXPECT_TRUE(daemon.renews("stat_database"));
  const Page page = daemon.page();
  EXPECT_TRUE(size(page, "free"));
  EXPECT_FALSE(size(page, "locked")) << "its size was measured, or is an old one";
  EXPECT_TRUE(page.is("pg_table_sizes_unmeasured", 1, {R"(datname="postgres")"}));
  EXPECT_TRUE(page.has("pg_stat_user_tables_n_live_tup", {R"(relname="locked")"}));
  // Nobody waits for us, and none of ours waits for the table.
  EXPECT_TRUE(support::eventually([&] { return count_locks("NOT l.granted AND a.usename = 'pgmedic'") == "0"; }));
  EXPECT_EQ(count_locks("a.usename = 'pgmedic' AND l.relation = 'locked'::regclass"), "0");

  holder.execute("COMMIT");
  EXPECT_TRUE(daemon.shows([&](const Page& now) { return size(now, "locked"); })) << daemon.page().text();
  expect_recovery();
}

// Whoever needs the lock next stands behind our statement for no longer than our lock_timeout.
TEST_F(LockedTable, NobodyQueuesBehindUsForLong) {
  const support::TempDir own;
  own.write("pushy.sql",
            "/*---\ncollector: pushy\nhelp: Reads a table that is locked.\nscope: cluster\nlane: slow\nmetrics:\n"
            "  pg_pushy: {column: rows, type: gauge, help: Rows.}\n---*/\nSELECT count(*) AS rows FROM public.locked;\n");
  collectors_.emplace_back("pushy");
  start_server();
  server().execute("CREATE TABLE locked (v int); GRANT SELECT ON locked TO pgmedic");
  Daemon& daemon = start_daemon(configuration(), {"--collector_dir=" + own.path().string()});
  begin_bad_day();
  ASSERT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_pushy", 0); })) << daemon.page().text() << daemon.log();
  support::SqlClient holder = server().client();
  holder.execute("BEGIN");
  holder.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
  EXPECT_TRUE(daemon.shows([](const Page& page) {
    return page.value("pgmedic_collector_errors_total", {R"(collector="pushy")", R"(reason="lock_timeout")"}) > 0;
  })) << daemon.log();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return !page.has("pg_pushy"); })) << "an old value is repeated";
  EXPECT_TRUE(daemon.page().is("pgmedic_collector_success", 0, {R"(collector="pushy")"}));
  EXPECT_TRUE(daemon.renews("table_stats", "postgres"));
  holder.execute("COMMIT");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.is("pg_pushy", 0); })) << daemon.log();
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
