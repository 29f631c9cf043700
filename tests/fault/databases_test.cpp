// Databases that come, go and change their names while they are polled, and very many of them.
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "fault/fault_fixture.h"

namespace pgmedic::fault {
namespace {

using Databases = FaultTest;

std::string label(const std::string& database) {
  return "datname=\"" + database + "\"";
}

bool visited(const Page& page, const std::string& database) {
  return page.is("pg_database_up", 1, {label(database)}) && page.has("pg_stat_user_tables_n_live_tup", {label(database)});
}

// Nothing is left of it, neither rows nor counters.
bool forgotten(const Page& page, const std::string& database) {
  return page.text().find(label(database)) == std::string::npos;
}

TEST_F(Databases, ComeChangeTheirNamesAndGo) {
  start_server();
  Daemon& daemon = start_daemon();
  begin_bad_day();
  server().execute("CREATE DATABASE young");
  server().execute("CREATE TABLE t AS SELECT generate_series(1, 10) AS v", "young");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return visited(page, "young"); })) << daemon.page().text();
  // Refused while our session is in it, which it never is for more than a moment.
  const auto done = [&](const std::string& sql) {
    return support::eventually(
        [&] {
          try {
            server().execute(sql);
            return true;
          } catch (const support::SqlError& error) {
            EXPECT_EQ(error.sqlstate(), "55006") << error.what();
            return false;
          }
        },
        kPatience);
  };
  EXPECT_TRUE(done("ALTER DATABASE young RENAME TO grown"));
  EXPECT_TRUE(daemon.shows([](const Page& page) { return visited(page, "grown") && forgotten(page, "young"); })) << daemon.page().text();
  EXPECT_TRUE(done("DROP DATABASE grown"));
  EXPECT_TRUE(daemon.shows([](const Page& page) { return forgotten(page, "grown"); })) << daemon.page().text();
  expect_recovery();
}

TEST_F(Databases, OneThatIsDroppedWithForceUnderOurSessionIsNoFaultOfTheOthers) {
  start_server();
  server().execute("CREATE DATABASE doomed");
  server().execute("CREATE TABLE t (v int)", "doomed");
  server().execute("CREATE TABLE t (v int)");
  Daemon& daemon = start_daemon();
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return visited(page, "doomed"); })) << daemon.page().text();
  server().execute("DROP DATABASE doomed WITH (FORCE)");
  EXPECT_TRUE(daemon.shows([](const Page& page) { return forgotten(page, "doomed"); })) << daemon.page().text();
  EXPECT_TRUE(daemon.page().is("pg_up", 1));
  EXPECT_TRUE(daemon.renews("table_stats", "postgres"));
  expect_recovery();
}

// A place for two gigabytes of databases that nobody keeps: in memory where there is plenty, for the sake of the disk.
class Quarry {
 public:
  explicit Quarry(support::PostgresServer& server) {
    constexpr std::uintmax_t kPlenty = 4ULL << 30U;
    std::error_code none;
    const auto space = std::filesystem::space("/dev/shm", none);
    if (none || space.available < kPlenty) {
      return;
    }
    path_ = "/dev/shm/pgmedic-test-" + std::to_string(::getpid());
    std::filesystem::create_directory(path_);
    const support::ServerUser user = support::server_user();
    if (user.differs && ::chown(path_.c_str(), user.uid, user.gid) != 0) {
      throw std::system_error(errno, std::generic_category(), "chown");
    }
    server.execute("CREATE TABLESPACE quarry LOCATION " + support::quote_literal(path_));
    clause_ = " TABLESPACE quarry";
  }
  ~Quarry() {
    std::error_code none;
    if (!path_.empty()) {
      std::filesystem::remove_all(path_, none);
    }
  }
  Quarry(const Quarry&) = delete;
  Quarry& operator=(const Quarry&) = delete;
  const std::string& clause() const { return clause_; }

 private:
  std::string path_;
  std::string clause_;
};

TEST_F(Databases, ThreeHundredAreVisitedByTwoSessions) {
  constexpr int kDatabases = 300;
  constexpr auto kRoundPatience = 150s;  // a visit is a new backend and its catalog caches, one after the other
  // One cheap collector: the subject is the number of databases.
  collectors_ = {"stat_database", "few"};
  const support::TempDir own;
  own.write("few.sql",
            "/*---\ncollector: few\nhelp: A test.\nscope: database\nlabels: [datname]\nmetrics:\n"
            "  pg_few: {column: v, type: gauge, help: A test.}\n---*/\nSELECT pg_catalog.current_database() AS datname, 1 AS v;\n");
  start_server(with_settings({{"autovacuum", "off"}}));
  const Quarry quarry(server());
  support::SqlClient maker = server().client();
  for (int i = 0; i < kDatabases; ++i) {
    maker.execute("CREATE DATABASE many_" + std::to_string(i) + " STRATEGY file_copy" + quarry.clause());
  }
  // What a first visit brought must still live when the last database is visited: with an interval that fits them all.
  std::string text = configuration();
  const std::string interval = "database: 500ms";
  text.replace(text.find(interval), interval.size(), "database: 2m");
  Daemon& daemon = start_daemon(text, {"--collector_dir=" + own.path().string()});
  begin_bad_day();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.count("pg_few") == kDatabases + 1; }, kRoundPatience))
      << daemon.page().count("pg_few") << daemon.log();
  EXPECT_TRUE(daemon.shows([](const Page& page) { return page.count("pg_database_up") == kDatabases + 1; }));
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
