// The checks of sessions and of the server as a whole, each with its ailment on a real server.
#include <gmock/gmock.h>

#include <fstream>
#include <vector>

#include "server/checked_server.h"
#include "server/hostile_cluster.h"
#include "support/eventually.h"
#include "support/pgbouncer_server.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using support::PostgresServer;
using support::quote_literal;
using support::quote_name;
using support::SqlClient;
using support::SqlError;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kDatabase = "odd \" '\n\\{x} database";
const std::string kServer;  // the object of a finding without labels

class ServerChecks : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    support::PostgresSettings settings;
    settings.major = GetParam();
    settings.settings = {{"autovacuum", "off"},     {"max_prepared_transactions", "5"},
                         {"max_connections", "30"}, {"deadlock_timeout", "10ms"},
                         {"archive_mode", "on"},    {"archive_command", "'false'"}};
    server_ = std::make_unique<PostgresServer>(settings);
    server_->execute("CREATE DATABASE " + quote_name(kDatabase));
    make_monitor_role(*server_, "postgres");
    server_->execute("CREATE TABLE one (id int); INSERT INTO one VALUES (1); CREATE TABLE two (id int); CREATE TABLE three (id int)",
                     kDatabase);
    checked_ = std::make_unique<CheckedServer>(*server_);
  }

  SqlClient session(const std::vector<std::string>& statements, const std::string& database = kDatabase) const {
    SqlClient client = server_->client("postgres", database);
    for (const std::string& statement : statements) {
      client.execute(statement);
    }
    return client;
  }
  bool wait_for(const std::string& condition) const {
    return support::eventually([&] { return server_->scalar("SELECT " + condition, kDatabase) == "t"; });
  }
  std::string number(const std::string& expression) const { return server_->scalar("SELECT " + expression, kDatabase); }

  template <typename Matcher>
  void expect(const std::string& check, const CheckOverride& change, const Matcher& matcher, const std::function<void()>& between = {}) {
    std::vector<std::string> found;
    support::eventually([&] {
      found = objects(checked_->judge(check, change, "postgres", between));
      return testing::Value(found, matcher);
    });
    EXPECT_THAT(found, matcher) << check;
  }
  void expect_nothing(const std::string& check, const CheckOverride& change = {}) {
    EXPECT_THAT(objects(checked_->judge(check, change)), IsEmpty()) << check;
  }

  std::unique_ptr<PostgresServer> server_;
  std::unique_ptr<CheckedServer> checked_;
};
INSTANTIATE_TEST_SUITE_P(Server, ServerChecks, testing::Values(13, 15, 18), testing::PrintToStringParamName());

TEST_P(ServerChecks, FindTransactions) {
  const SqlClient dump = session({"SET application_name = 'pg_dump'", "BEGIN", "SELECT 1"}, "postgres");
  expect_nothing("PostgresIdleInTransaction", warn_at(0.001));
  expect_nothing("PostgresLongTransaction", warn_at(0.001));
  const SqlClient idle = session({"SET application_name = 'shop'", "BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT * FROM one"});
  expect("PostgresIdleInTransaction", warn_at(0.001), ElementsAre(kDatabase));
  expect("PostgresLongTransaction", warn_at(0.001), ElementsAre(kDatabase));
  expect_nothing("PostgresIdleInTransaction");
  expect_nothing("PostgresLongTransaction");
  const std::vector<Finding> findings = checked_->judge("PostgresIdleInTransaction", warn_at(0.001));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings.front().summary, testing::HasSubstr("pid " + std::to_string(idle.backend_pid()) + " postgres shop"));

  session({"BEGIN", "INSERT INTO two VALUES (1)", "PREPARE TRANSACTION " + quote_literal("odd \" '\n\\ gid")});
  expect("PostgresPreparedTransactionOld", warn_at(0.001), ElementsAre(kServer));
  expect_nothing("PostgresPreparedTransactionOld");

  SqlClient busy = session({});
  for (int i = 0; i < 60; ++i) {
    busy.execute("SELECT txid_current()");
  }
  expect("PostgresXminHorizonHeld", warn_at(50), ElementsAre("backend", "prepared_xact"));
  expect_nothing("PostgresXminHorizonHeld");
}

// They share their leader's transaction: it is one, however many take part.
TEST_P(ServerChecks, CountNoParallelWorkers) {
  SqlClient leader = session({std::string("SET ") + (GetParam() >= 16 ? "debug_parallel_query" : "force_parallel_mode") + " = on"});
  leader.send("SELECT pg_sleep(600)");
  ASSERT_TRUE(wait_for("count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND wait_event = 'PgSleep'"));
  const std::vector<Finding> findings = checked_->judge("PostgresLongTransaction", warn_at(0.001));
  ASSERT_EQ(findings.size(), 1U);
  ASSERT_EQ(findings.front().evidence.front().name, "open_transactions");
  EXPECT_EQ(findings.front().evidence.front().value, 1);
  EXPECT_THAT(findings.front().summary, testing::HasSubstr("pid " + std::to_string(leader.backend_pid()) + " "));
  EXPECT_EQ(number("pg_terminate_backend(" + std::to_string(leader.backend_pid()) + ")"), "t");
}

TEST_P(ServerChecks, FindLocks) {
  const SqlClient leader = session({"SELECT pg_advisory_lock(1)"});
  SqlClient follower = session({});
  follower.send("SELECT pg_advisory_lock(1)");
  ASSERT_TRUE(wait_for("count(*) = 1 FROM pg_locks WHERE NOT granted"));
  expect_nothing("PostgresBlockedSessions", warn_at(0));
  const SqlClient holder = session({"BEGIN", "LOCK TABLE one"});
  SqlClient waiter = session({});
  waiter.send("SELECT * FROM one");
  ASSERT_TRUE(wait_for("count(*) = 2 FROM pg_locks WHERE NOT granted"));
  expect("PostgresBlockedSessions", warn_at(0), ElementsAre(kServer));
  expect_nothing("PostgresBlockedSessions");

  const auto lock_crosswise = [&] {
    for (int i = 0; i < 3; ++i) {
      SqlClient first = session({"BEGIN", "LOCK TABLE two"});
      SqlClient second = session({"BEGIN", "LOCK TABLE three"});
      first.send("LOCK TABLE three");
      try {
        second.execute("LOCK TABLE two");
      } catch (const SqlError& victim) {
        EXPECT_EQ(victim.sqlstate(), "40P01");
      }
    }
    EXPECT_TRUE(wait_for("deadlocks >= 3 FROM pg_stat_database WHERE datname = current_database()"));
  };
  expect("PostgresDeadlocks", {}, ElementsAre(number("oid FROM pg_database WHERE datname = current_database()") + "." + kDatabase),
         lock_crosswise);
  expect_nothing("PostgresDeadlocks");
}

TEST_P(ServerChecks, FindUse) {
  expect("PostgresAutovacuumOff", {}, ElementsAre(kServer));
  expect_nothing("PostgresConnectionsNearLimit");
  std::vector<SqlClient> crowd;
  while (crowd.size() < 24) {
    crowd.push_back(session({}));
  }
  expect("PostgresConnectionsNearLimit", {}, ElementsAre(kServer));
  crowd.clear();

  expect("PostgresXidWraparound", warn_at(1e-12), Contains(kDatabase));
  expect_nothing("PostgresXidWraparound");
  const SqlClient share = session({"BEGIN", "SELECT * FROM one FOR SHARE"});
  session({"BEGIN", "SELECT * FROM one FOR SHARE"});
  expect("PostgresMxidWraparound", warn_at(1e-12), Contains(kDatabase));
  expect_nothing("PostgresMxidWraparound");

  const std::string database = number("oid FROM pg_database WHERE datname = current_database()") + "." + kDatabase;
  const auto sort = [&] {
    const std::string before = number("temp_bytes FROM pg_stat_database WHERE datname = current_database()");
    session({"SET work_mem = '64kB'",
             "CREATE TEMPORARY TABLE sorted AS SELECT md5(i::text) AS m FROM generate_series(1, 50000) AS i ORDER BY 1"});
    EXPECT_TRUE(wait_for("temp_bytes > " + before + " FROM pg_stat_database WHERE datname = current_database()"));
  };
  expect("PostgresTempFiles", warn_at(1'000'000), ElementsAre(database), sort);
  expect_nothing("PostgresTempFiles");

  const std::string requested = GetParam() >= 17 ? "num_requested FROM pg_stat_checkpointer" : "checkpoints_req FROM pg_stat_bgwriter";
  const auto checkpoint = [&] {
    const std::string before = number(requested);
    session(std::vector<std::string>(31, "CHECKPOINT"));
    EXPECT_TRUE(wait_for((GetParam() >= 17 ? "num_requested >= 30 + " : "checkpoints_req >= 30 + ") + before +
                         requested.substr(requested.find(" FROM"))));
  };
  expect("PostgresCheckpointsRequested", {}, ElementsAre(kServer), checkpoint);
  expect_nothing("PostgresCheckpointsRequested");
}

TEST_P(ServerChecks, FindConfiguration) {
  expect_nothing("PostgresPendingRestart");
  server_->execute("ALTER SYSTEM SET max_connections = 40");
  server_->execute("SELECT pg_reload_conf()");
  expect("PostgresPendingRestart", {}, ElementsAre("max_connections"));

  const std::string role = "odd \" '\n\\{x} role";
  const auto make_role = [&](const std::string& name, const std::string& from_now, const std::string& more) {
    server_->execute("CREATE ROLE " + quote_name(name) + " " + more + " VALID UNTIL " +
                     quote_literal(server_->scalar("SELECT now() + interval '" + from_now + "'")));
  };
  make_role(role, "1 day", "LOGIN");
  make_role("next year", "1 year", "LOGIN");
  make_role("long gone", "-1 year", "LOGIN");
  make_role("a group", "1 day", "");
  expect("PostgresPasswordExpiring", {}, ElementsAre(role));
  EXPECT_EQ(checked_->judge("PostgresPasswordExpiring").front().severity, Severity::kCritical);

  server_->execute("SELECT pg_switch_wal()");
  expect("PostgresArchiverFailing", {}, ElementsAre(kServer));
  expect("PostgresArchiveBacklog", warn_at(0) + when("oldest_age", 0), ElementsAre(kServer));
  expect_nothing("PostgresArchiveBacklog");
}

TEST_P(ServerChecks, FindDamagedPages) {
  if (server_->scalar("SHOW data_checksums") == "off") {
    GTEST_SKIP() << "this major makes clusters without checksums";
  }
  expect_nothing("PostgresChecksumFailures");
  const std::string file = server_->scalar("SHOW data_directory") + "/" + number("pg_relation_filepath('one')");
  server_->stop();
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(4000) << "damage";
  server_->start();
  checked_ = std::make_unique<CheckedServer>(*server_);  // its sessions are gone
  EXPECT_THROW(session({"SELECT * FROM one"}), SqlError);
  expect("PostgresChecksumFailures", {}, ElementsAre(number("oid FROM pg_database WHERE datname = current_database()") + "." + kDatabase));
}

class AutovacuumChecks : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Server, AutovacuumChecks, testing::Values(15, 18), testing::PrintToStringParamName());

TEST_P(AutovacuumChecks, FindWorkersThatAreAllBusy) {
  PGMEDIC_NEED_SERVER(GetParam());
  support::PostgresSettings settings;
  settings.major = GetParam();
  settings.settings = {{"autovacuum_naptime", "1s"}, {"autovacuum_max_workers", "1"}};
  if (GetParam() >= 18) {  // where more may be allowed than there is room for
    settings.settings["autovacuum_max_workers"] = "3";
    settings.settings["autovacuum_worker_slots"] = "1";
  }
  const PostgresServer server(settings);
  make_monitor_role(server, "postgres");
  CheckedServer checked(server);
  EXPECT_THAT(objects(checked.judge("PostgresAutovacuumOff")), IsEmpty());
  EXPECT_THAT(objects(checked.judge("PostgresAutovacuumSaturated", when("shortest", 0))), IsEmpty());
  server.execute(
      "CREATE TABLE large (id int) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay "
      "= 100,"
      " autovacuum_vacuum_cost_limit = 1, autovacuum_analyze_threshold = 1000000)");
  server.execute("INSERT INTO large SELECT generate_series(1, 100000)");
  server.execute("DELETE FROM large WHERE id % 2 = 0");
  ASSERT_TRUE(support::eventually([&] { return server.scalar("SELECT count(*) FROM pg_stat_progress_vacuum") == "1"; }, 60s));
  EXPECT_THAT(objects(checked.judge("PostgresAutovacuumSaturated", when("shortest", 0))), ElementsAre(kServer));
  EXPECT_THAT(objects(checked.judge("PostgresAutovacuumSaturated")), IsEmpty());  // not for long enough yet
}

TEST(PgBouncerChecks, FindPoolsThatAreTooSmall) {
  PGMEDIC_NEED_SERVER(15);
  if (!support::PgBouncerServer::available()) {
    GTEST_SKIP() << support::PgBouncerServer::unavailable_reason();
  }
  const PostgresServer server(15);
  support::PgBouncerSettings settings;
  settings.settings = {{"default_pool_size", "1"}};
  const support::PgBouncerServer pooler(server, settings);
  CheckedServer checked(pooler.dsn("stats", "pgbouncer"));
  SqlClient holder(pooler.dsn("postgres", "postgres"));
  holder.execute("BEGIN");
  EXPECT_THAT(objects(checked.judge("PgBouncerPoolSaturated")), IsEmpty());
  SqlClient waiter(pooler.dsn("postgres", "postgres"));
  waiter.send("SELECT 1");
  const auto found = [&](const std::string& check, const CheckOverride& change) {
    return support::eventually([&] { return objects(checked.judge(check, change)) == std::vector<std::string>{"postgres.postgres"}; });
  };
  EXPECT_TRUE(found("PgBouncerPoolSaturated", {}));
  EXPECT_TRUE(found("PgBouncerClientsWaiting", warn_at(0.001)));
  EXPECT_THAT(objects(checked.judge("PgBouncerClientsWaiting")), IsEmpty());
}

}  // namespace
}  // namespace pgmedic
