// Through a PgBouncer in transaction mode: nothing of a session survives there, so nothing may depend on it.
#include <gmock/gmock.h>

#include <set>

#include "server/session_fixture.h"
#include "support/pgbouncer_server.h"

namespace pgmedic {
namespace {

using support::PgBouncerServer;
using support::PgBouncerSettings;
using testing::HasSubstr;

// How the pooler treats `options`: refuses or swallows them.
class SessionPooled : public SessionTest, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    if (!PgBouncerServer::available()) {
      GTEST_SKIP() << PgBouncerServer::unavailable_reason();
    }
    PgBouncerSettings pooler{"transaction", {"reader"}, {}};
    if (GetParam()) {
      pooler.settings["ignore_startup_parameters"] = "options,extra_float_digits";
    }
    pooler_ = std::make_unique<PgBouncerServer>(server(), pooler);
    settings_.dsn = pooler_->dsn("reader", "postgres");
    settings_.parameters = {{"stale_age", "42"}};
  }
  std::unique_ptr<PgBouncerServer> pooler_;
  ConnectionSettings settings_;
};
INSTANTIATE_TEST_SUITE_P(PgBouncer, SessionPooled, testing::Bool(),
                         [](const auto& chosen) { return chosen.param ? "SwallowsOptions" : "RefusesOptions"; });

TEST_P(SessionPooled, EveryQueryBringsItsSettingsAlong) {
  const std::unique_ptr<Session> session = connect(settings_);
  EXPECT_EQ(session->facts().user, "reader");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(first_value(*session, "SHOW search_path"), "pg_catalog");
    EXPECT_EQ(first_value(*session, "SHOW transaction_read_only"), "on");
    EXPECT_EQ(first_value(*session, "SHOW statement_timeout", 1234ms), "1234ms");
    EXPECT_EQ(first_value(*session, "SHOW lock_timeout"), "500ms");
    EXPECT_EQ(first_value(*session, "SHOW jit"), "off");
    EXPECT_EQ(first_value(*session, "SELECT current_setting('pgmedic.stale_age')"), "42");
  }
}

TEST_P(SessionPooled, LeavesTheServersSessionsAsTheyWere) {
  const std::unique_ptr<Session> session = connect(settings_);
  EXPECT_EQ(first_value(*session, "SELECT 1"), "1");
  EXPECT_EQ(error_of(*session, "SELECT 1/0").code, ErrorCode::kQuery);
  support::SqlClient other(pooler_->dsn("reader", "postgres"));
  EXPECT_EQ(other.scalar("SHOW statement_timeout"), "0");
  EXPECT_EQ(other.scalar("SHOW transaction_read_only"), "off");
  EXPECT_EQ(other.scalar("SELECT coalesce(current_setting('pgmedic.stale_age', true), '')"), "");
}

TEST_P(SessionPooled, ErrorsAreTheSameAndTheSessionGoesOn) {
  const std::unique_ptr<Session> session = connect(settings_);
  EXPECT_EQ(error_of(*session, "SELECT pg_sleep(60)", 50ms).code, ErrorCode::kTimeout);
  EXPECT_EQ(error_of(*session, "SELECT rolpassword FROM pg_authid").code, ErrorCode::kPermission);
  EXPECT_THAT(error_of(*session, "CREATE TABLE public.t (a int)").message, HasSubstr("25006"));
  EXPECT_EQ(error_of(*session, "SELECT 1 FROM nowhere").code, ErrorCode::kUnsupported);
  EXPECT_FALSE(session->broken());
  EXPECT_EQ(first_value(*session, "SELECT 1"), "1");
}

TEST_P(SessionPooled, AFrozenPoolerIsCutByTheDeadline) {
  const std::unique_ptr<Session> session = connect(settings_);
  pooler_->freeze();
  EXPECT_EQ(error_of(*session, "SELECT 1", 50ms).code, ErrorCode::kDeadline);
  pooler_->thaw();
  EXPECT_TRUE(session->broken());
}

TEST_P(SessionPooled, BytesThatAreNoTextComeAsTheyAre) {
  server().execute("CREATE DATABASE " + std::string(GetParam() ? "raw1" : "raw2") +
                   " TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
  const std::unique_ptr<Session> session = connect(settings_, GetParam() ? "raw1" : "raw2");
  EXPECT_EQ(first_value(*session, "SELECT E'caf\\xE9'"), "caf\xE9");
}

TEST_P(SessionPooled, SaysOnceThatThereIsAPooler) {
  const std::unique_ptr<Connector> connector = make_server_connector(settings_, watchdog_, log_);
  ASSERT_TRUE(connector->connect("").ok());
  ASSERT_TRUE(connector->connect("").ok());
  EXPECT_EQ(log_.count(LogLevel::kInfo), 1U);
}

}  // namespace
}  // namespace pgmedic
