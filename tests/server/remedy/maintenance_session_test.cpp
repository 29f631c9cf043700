// The session that acts, with real servers: what it refuses, what it carries, what it hears.
#include "postgres/maintenance_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "server/remedy/maintainer.h"
#include "support/eventually.h"
#include "support/pgbouncer_server.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using support::eventually;
using testing::HasSubstr;
using testing::Not;

class MaintenanceSessionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (support::available(15)) {
      shared = std::make_unique<MaintainedServer>(15);
    }
  }
  static void TearDownTestSuite() { shared.reset(); }
  void SetUp() override { PGMEDIC_NEED_SERVER(15); }

  static MaintainedServer& ground() { return *shared; }
  Result<std::unique_ptr<MaintenanceSession>> try_connect(const ConnectionSettings& settings, const std::string& database = "") {
    connectors_.push_back(make_maintenance_connector(settings, watchdog_, log_));
    return connectors_.back()->connect(database, "test");
  }
  std::unique_ptr<MaintenanceSession> connect(const std::string& database = "") {
    auto session = try_connect(ground().connection(), database);
    if (!session) {
      throw std::runtime_error(session.error().text());
    }
    return std::move(session).value();
  }
  static std::string value(MaintenanceSession& session, const std::string& sql, const Parameters& parameters = {}) {
    const auto rows = session.query(sql, parameters, 5s);
    return rows ? std::string((*rows)->value(0, 0)) : "error: " + rows.error().text();
  }

  support::RecordingLog log_;
  Watchdog watchdog_;
  std::vector<std::unique_ptr<MaintenanceConnector>> connectors_;

 private:
  static inline std::unique_ptr<MaintainedServer> shared;
};

TEST_F(MaintenanceSessionTest, KnowsWhoItIs) {
  const auto session = connect("shop");
  const MaintenanceFacts& facts = session->facts();
  EXPECT_EQ(facts.server.major(), 15);
  EXPECT_EQ(facts.server.user, "pgmedic_maintainer");
  EXPECT_EQ(facts.server.database, "shop");
  EXPECT_EQ(std::to_string(facts.backend_pid), value(*session, "SELECT pg_backend_pid()"));
  EXPECT_EQ(facts.system_identifier, ground().server().scalar("SELECT system_identifier FROM pg_control_system()"));
  EXPECT_EQ(std::to_string(facts.database_oid), ground().server().scalar("SELECT oid FROM pg_database WHERE datname = 'shop'"));
  EXPECT_EQ(facts.backend_start.size(), std::string("2026-01-01 00:00:00.000000").size());
  EXPECT_EQ(facts.postmaster_start.size(), facts.backend_start.size());
  EXPECT_EQ(value(*session, "SHOW application_name"), "pgmedic/test");
}

TEST_F(MaintenanceSessionTest, BindsWhateverValuesHold) {
  const auto session = connect();
  const std::string hostile = "a'); DROP TABLE x; --\n\"\\$1{}";
  EXPECT_EQ(value(*session, "SELECT $1::text", {hostile}), hostile);
  EXPECT_EQ(value(*session, "SELECT $1::text IS NULL", {std::nullopt}), "t");
  EXPECT_EQ(value(*session, "SELECT ($1::text[])[2]", {array_literal({"x", hostile})}), hostile);
  EXPECT_EQ(value(*session, "SELECT coalesce(array_length($1::text[], 1), 0)", {array_literal({})}), "0");
  EXPECT_THAT(value(*session, "SELECT $1::text", {std::string("a\0b", 3)}), HasSubstr("zero byte"));
  EXPECT_THAT(value(*session, "SELECT 1; SELECT 2"), HasSubstr("42601"));  // one statement, never more
}

TEST_F(MaintenanceSessionTest, ItsSettingsWinOverDefaultsOfRoleAndDatabase) {
  ground().server().execute(
      "ALTER ROLE pgmedic_maintainer SET statement_timeout = '1ms'; ALTER ROLE pgmedic_maintainer SET lock_timeout = '1ms';"
      "ALTER ROLE pgmedic_maintainer SET idle_in_transaction_session_timeout = '1ms'; ALTER ROLE pgmedic_maintainer SET "
      "idle_session_timeout = '1s';"
      "ALTER ROLE pgmedic_maintainer SET default_transaction_read_only = on; ALTER ROLE pgmedic_maintainer SET synchronous_commit = off;"
      "ALTER ROLE pgmedic_maintainer SET search_path = app; ALTER ROLE pgmedic_maintainer SET client_min_messages = error;"
      "ALTER ROLE pgmedic_maintainer SET client_connection_check_interval = '1s'");
  const auto session = connect("shop");
  ground().server().execute("ALTER ROLE pgmedic_maintainer RESET ALL");
  EXPECT_EQ(value(*session, "SHOW statement_timeout"), "5s");
  EXPECT_EQ(value(*session, "SHOW idle_session_timeout"), "0");
  EXPECT_EQ(value(*session, "SHOW client_connection_check_interval"), "0");
  EXPECT_EQ(value(*session, "SHOW transaction_read_only"), "off");
  EXPECT_EQ(value(*session, "SHOW synchronous_commit"), "on");
  EXPECT_EQ(value(*session, "SHOW search_path"), "pg_catalog");
  EXPECT_EQ(value(*session, "SHOW client_min_messages"), "notice");
  ASSERT_TRUE(session->prepare_action({90min, 10min, {{"maintenance_work_mem", "64MB"}, {"vacuum_cost_delay", "2"}}}).ok());
  EXPECT_THAT(session
                  ->run_action("DO $$ BEGIN RAISE WARNING 'st % lt % mem % delay %', current_setting('statement_timeout'),"
                               "current_setting('lock_timeout'), current_setting('maintenance_work_mem'),"
                               "current_setting('vacuum_cost_delay'); END $$")
                  .notices.at(0)
                  .text,
              "st 90min lt 10min mem 64MB delay 2ms");
  EXPECT_EQ(value(*session, "SHOW statement_timeout"), "5s");  // queries have their own again
}

TEST_F(MaintenanceSessionTest, HearsNoticesWithDetailAndTag) {
  const auto session = connect("shop");
  const ActionReply reply =
      session->run_action("DO $$ BEGIN RAISE WARNING 'skipping x' USING DETAIL = 'because', ERRCODE = '01007'; END $$");
  EXPECT_EQ(reply.end, ActionEnd::kCompleted);
  EXPECT_EQ(reply.tag, "DO");
  ASSERT_EQ(reply.notices.size(), 1U);
  EXPECT_EQ(reply.notices[0].severity, "WARNING");
  EXPECT_EQ(reply.notices[0].sqlstate, "01007");
  EXPECT_EQ(reply.notices[0].text, "skipping x\nbecause");
}

TEST_F(MaintenanceSessionTest, TellsSqlstateOfFailures) {
  const auto session = connect("shop");
  const auto rows = session->query("SELECT 1/0", {}, 5s);
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(session->sqlstate(), "22012");
  EXPECT_FALSE(session->broken());
  const ActionReply reply = session->run_action("VACUUM app.missing");
  EXPECT_EQ(reply.end, ActionEnd::kFailed);
  EXPECT_EQ(reply.sqlstate, "42P01");
  EXPECT_THAT(reply.message, HasSubstr("missing"));
}

TEST_F(MaintenanceSessionTest, RunsWhatMustNotBeInATransaction) {
  ground().shop("DROP TABLE IF EXISTS app.plain; CREATE TABLE app.plain (a int); CREATE INDEX plain_a ON app.plain (a)");
  const auto session = connect("shop");
  EXPECT_EQ(session->run_action("REINDEX INDEX CONCURRENTLY app.plain_a").end, ActionEnd::kCompleted);
  EXPECT_EQ(session->run_action("VACUUM (TRUNCATE false) app.plain").tag, "VACUUM");
}

TEST_F(MaintenanceSessionTest, TransactionsAreAllOrNothing) {
  ground().server().execute(
      "DROP TABLE IF EXISTS pgmedic.note; CREATE TABLE pgmedic.note (a text PRIMARY KEY); ALTER TABLE pgmedic.note OWNER TO "
      "pgmedic_maintainer");
  const auto session = connect();
  const Statement insert{"INSERT INTO pgmedic.note VALUES ($1)", {"one"}};
  const Statement count{"SELECT count(*) + $1::integer FROM pgmedic.note", {"1"}};
  const auto done = session->transaction({insert, count, {count.sql, {"2"}}, {"SELECT 7", {}}, count}, 5s);
  ASSERT_TRUE(done.ok()) << done.error().text();
  ASSERT_EQ(done->size(), 5U);
  std::string told;
  for (std::size_t i = 1; i < done->size(); ++i) {
    told += std::string((*done)[i]->value(0, 0)) + " ";
  }
  EXPECT_EQ(told, "2 3 7 2 ");
  const auto failed = session->transaction({{insert.sql, {"two"}}, insert}, 5s);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(session->sqlstate(), "23505");
  EXPECT_EQ(value(*session, "SELECT string_agg(a, ',') FROM pgmedic.note"), "one");
}

TEST_F(MaintenanceSessionTest, RefusesSuperusers) {
  ConnectionSettings settings;
  settings.dsn = ground().server().dsn("postgres");
  const auto session = try_connect(settings);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().code, ErrorCode::kPermission);
  EXPECT_THAT(session.error().text(), HasSubstr("superuser"));
  EXPECT_THAT(session.error().hint, HasSubstr("maintenance.sql"));
}

TEST_F(MaintenanceSessionTest, RefusesPoolers) {
  if (!support::PgBouncerServer::available()) {
    GTEST_SKIP() << support::PgBouncerServer::unavailable_reason();
  }
  for (const char* mode : {"transaction", "session"}) {
    for (const bool swallows : {false, true}) {
      support::PgBouncerSettings pooler{mode, {"pgmedic_maintainer"}, {}};
      if (swallows) {
        pooler.settings["ignore_startup_parameters"] = "options,extra_float_digits";
      }
      const support::PgBouncerServer bouncer(ground().server(), pooler);
      ConnectionSettings settings;
      settings.dsn = bouncer.dsn("pgmedic_maintainer", "postgres");
      const auto session = try_connect(settings);
      ASSERT_FALSE(session.ok()) << mode << swallows;
      EXPECT_EQ(session.error().code, ErrorCode::kUnsupported);
      EXPECT_THAT(session.error().text(), HasSubstr("pooler"));
    }
  }
}

TEST_F(MaintenanceSessionTest, NeverTellsThePassword) {
  ConnectionSettings settings = ground().connection();
  settings.dsn += " password=sesame-open port=1";
  EXPECT_THAT(try_connect(settings).error().text(), Not(HasSubstr("sesame")));
  settings.dsn = ground().connection().dsn + " password=sesame-open";
  const auto session = std::move(try_connect(settings)).value();
  const auto failed = session->query("SELECT 'sesame-open'::int", {}, 5s);
  EXPECT_THAT(failed.error().text(), Not(HasSubstr("sesame")));
  EXPECT_THAT(session->run_action("DO $$ BEGIN RAISE EXCEPTION 'sesame-open'; END $$").message, Not(HasSubstr("sesame")));
}

TEST_F(MaintenanceSessionTest, AnInterruptedActionIsUnknownAndGoesOn) {
  const auto session = connect("shop");
  ASSERT_TRUE(session->prepare_action({}).ok());
  const std::string pid = std::to_string(session->facts().backend_pid);
  auto reply = std::async(std::launch::async, [&] { return session->run_action("SELECT pg_sleep(2)"); });
  const std::string sleeping = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid + " AND wait_event = 'PgSleep'";
  ASSERT_TRUE(eventually([&] { return ground().server().scalar(sleeping) == "1"; }));
  session->interrupt();
  EXPECT_EQ(reply.get().end, ActionEnd::kUnknown);
  EXPECT_TRUE(session->broken());
  EXPECT_EQ(ground().server().scalar(sleeping), "1");
  EXPECT_EQ(session->run_action("SELECT 1").end, ActionEnd::kFailed);  // nothing was sent
}

TEST_F(MaintenanceSessionTest, ATerminatedActionIsUnknown) {
  const auto session = connect("shop");
  const std::string pid = std::to_string(session->facts().backend_pid);
  auto reply = std::async(std::launch::async, [&] { return session->run_action("SELECT pg_sleep(60)"); });
  ASSERT_TRUE(eventually([&] {
    return ground().server().scalar("SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid + " AND wait_event = 'PgSleep'") == "1";
  }));
  ground().server().execute("SELECT pg_terminate_backend(" + pid + ")");
  const ActionReply lost = reply.get();
  EXPECT_EQ(lost.end, ActionEnd::kUnknown);
  EXPECT_EQ(lost.sqlstate, "57P01");
}

TEST_F(MaintenanceSessionTest, QueriesHaveADeadlineOfTheServers) {
  const auto session = connect("shop");
  const auto rows = session->query("SELECT pg_sleep(30)", {}, 50ms);
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::kTimeout);
  EXPECT_EQ(value(*session, "SELECT 1"), "1");
}

class MaintenanceSessionMajor : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Major, MaintenanceSessionMajor, testing::ValuesIn(support::all_majors()),
                         [](const auto& chosen) { return std::to_string(chosen.param); });

TEST_P(MaintenanceSessionMajor, StartsAsThatRoleAndTheSetupCanBeRunAgain) {
  PGMEDIC_NEED_SERVER(GetParam());
  const MaintainedServer ground(GetParam());
  ground.server().execute("INSERT INTO pgmedic.control (name, value) VALUES ('kept', 'yes')");
  ground.server().execute("ALTER ROLE pgmedic_maintainer SET statement_timeout = '1ms'");
  if (GetParam() >= 17) {
    ground.server().execute("ALTER ROLE pgmedic_maintainer SET transaction_timeout = '1h'");
  }
  make_maintainer(ground.server());
  support::RecordingLog log;
  Watchdog watchdog;
  const auto connector = make_maintenance_connector(ground.connection(), watchdog, log);
  auto session = connector->connect("", "test");
  ASSERT_TRUE(session.ok()) << session.error().text();
  EXPECT_EQ((*session)->facts().server.major(), GetParam());
  EXPECT_TRUE((*session)->facts().server.privileges.contains("pg_monitor"));
  EXPECT_EQ(ground.server().scalar("SELECT value FROM pgmedic.control WHERE name = 'kept'"), "yes");
}

TEST_P(MaintenanceSessionMajor, TheSetupRefusesAPowerfulRole) {
  PGMEDIC_NEED_SERVER(GetParam());
  const support::PostgresServer server(GetParam());
  server.execute("CREATE ROLE pgmedic_maintainer SUPERUSER");
  EXPECT_THROW(make_maintainer(server), std::exception);
  EXPECT_EQ(server.scalar("SELECT count(*) FROM pg_namespace WHERE nspname = 'pgmedic'"), "0");
}

}  // namespace
}  // namespace pgmedic
