// The servers of the support library: what other suites rely on.
#include <gtest/gtest.h>

#include "support/eventually.h"
#include "support/pgbouncer_server.h"
#include "support/postgres_server.h"
#include "support/process_stats.h"

namespace pgmedic::support {
namespace {

class EveryMajor : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Server, EveryMajor, testing::ValuesIn(all_majors()), testing::PrintToStringParamName());

TEST_P(EveryMajor, StartsAndRestartsOnItsPort) {
  PGMEDIC_NEED_SERVER(GetParam());
  PostgresServer server(GetParam());
  EXPECT_EQ(server.scalar("SHOW server_version_num").substr(0, 2), std::to_string(GetParam()));
  server.execute("CREATE TABLE t AS SELECT 1 AS a");
  const int port = server.port();
  server.restart(StopMode::kImmediate);
  EXPECT_EQ(server.port(), port);
  EXPECT_EQ(server.scalar("SELECT a FROM t"), "1");
}

TEST_P(EveryMajor, GivesAStreamingStandbyThatCanBePromoted) {
  PGMEDIC_NEED_SERVER(GetParam());
  PostgresServer server(GetParam());
  const std::unique_ptr<PostgresServer> standby = server.make_standby();
  server.execute("CREATE TABLE t AS SELECT 1 AS a");
  EXPECT_EQ(standby->scalar("SELECT pg_is_in_recovery()"), "t");
  EXPECT_TRUE(eventually([&] { return standby->scalar("SELECT to_regclass('t') IS NOT NULL") == "t"; }));
  standby->promote();
  EXPECT_EQ(standby->scalar("SELECT pg_is_in_recovery()"), "f");
}

TEST(PostgresServer, FreezesWithAllItsBackends) {
  PGMEDIC_NEED_SERVER(15);
  PostgresServer server(15);
  SqlClient client = server.client();
  server.freeze();
  EXPECT_EQ(process_state(client.backend_pid()), 'T');
  server.thaw();
  EXPECT_EQ(client.scalar("SELECT 1"), "1");
}

TEST(PostgresServer, LeavesNothingBehind) {
  PGMEDIC_NEED_SERVER(15);
  std::string directory;
  pid_t pid = 0;
  {
    PostgresServer server(15);
    server.freeze();
    directory = server.socket_directory();
    pid = server.pid();
  }
  EXPECT_EQ(process_state(pid), '\0');
  EXPECT_FALSE(std::filesystem::exists(directory));
}

TEST(PostgresServer, AsksForPasswordsWhenTold) {
  PGMEDIC_NEED_SERVER(15);
  const PostgresServer server(PostgresSettings{15, {{"work_mem", "'3MB'"}}, true});
  EXPECT_EQ(server.scalar("SHOW work_mem"), "3MB");
  server.execute("CREATE ROLE reader LOGIN PASSWORD 'right'");
  EXPECT_THROW(server.client("reader"), SqlError);
  EXPECT_NO_THROW(SqlClient(server.dsn("reader") + " password=right"));
}

TEST(PgBouncerServer, PoolsAndShowsItsConsole) {
  PGMEDIC_NEED_SERVER(15);
  if (!PgBouncerServer::available()) {
    GTEST_SKIP() << PgBouncerServer::unavailable_reason();
  }
  const PostgresServer server(15);
  server.execute("CREATE ROLE reader LOGIN");
  PgBouncerServer pooler(server, PgBouncerSettings{"transaction", {"reader"}, {}});
  EXPECT_EQ(SqlClient(pooler.dsn("reader", "postgres")).scalar("SELECT current_user"), "reader");
  EXPECT_FALSE(SqlClient(pooler.dsn("stats", "pgbouncer")).rows("SHOW POOLS").empty());
  pooler.command("RELOAD");
  pooler.stop();
  EXPECT_THROW(SqlClient(pooler.dsn("reader", "postgres")), SqlError);
  pooler.start();
  EXPECT_EQ(SqlClient(pooler.dsn("reader", "postgres")).scalar("SELECT 1"), "1");
}

}  // namespace
}  // namespace pgmedic::support
