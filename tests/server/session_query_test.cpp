// Queries: values, the settings they run under, and what becomes of the server's complaints.
#include <gmock/gmock.h>

#include "server/session_fixture.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

class SessionQuery : public SessionTest {};

TEST_F(SessionQuery, GivesValuesAsTheServerSentThem) {
  const std::unique_ptr<Session> session = connect();
  const Result<std::unique_ptr<RowSet>> answer =
      session->query("SELECT 1.50 AS a, NULL AS \"B c\", ''::text UNION ALL SELECT 2, 'x', 'y'", 5s);
  ASSERT_TRUE(answer.ok());
  const RowSet& rows = **answer;
  ASSERT_EQ(rows.rows(), 2U);
  ASSERT_EQ(rows.columns(), 3U);
  EXPECT_EQ(rows.column_name(1), "B c");
  EXPECT_EQ(rows.value(0, 0), "1.50");
  EXPECT_TRUE(rows.is_null(0, 1));
  EXPECT_EQ(rows.value(0, 1), "");
  EXPECT_FALSE(rows.is_null(0, 2));
  EXPECT_EQ(rows.value(1, 1), "x");
}

TEST_F(SessionQuery, RowsOutliveTheirSession) {
  std::unique_ptr<Session> session = connect();
  Result<std::unique_ptr<RowSet>> rows = session->query("SELECT 'still here'", 5s);
  ASSERT_TRUE(rows.ok());
  session.reset();
  EXPECT_EQ((*rows)->value(0, 0), "still here");
}

TEST_F(SessionQuery, RunsUnderSafeSettings) {
  const std::unique_ptr<Session> session = connect();
  EXPECT_EQ(first_value(*session, "SHOW search_path"), "pg_catalog");
  EXPECT_EQ(first_value(*session, "SHOW transaction_read_only"), "on");
  EXPECT_EQ(first_value(*session, "SHOW jit"), "off");
  EXPECT_EQ(first_value(*session, "SHOW lock_timeout"), "500ms");
  EXPECT_EQ(first_value(*session, "SHOW idle_in_transaction_session_timeout"), "10s");
  EXPECT_EQ(first_value(*session, "SHOW application_name"), "pgmedic");
  EXPECT_EQ(first_value(*session, "SHOW tcp_user_timeout"), "0");  // the server's own; ours is on our side of the socket
}

TEST_F(SessionQuery, CarriesParametersAsSettings) {
  ConnectionSettings with_parameters = settings();
  with_parameters.parameters = {{"stale_age", "604800"}, {"ratio", "0.25"}};
  const std::unique_ptr<Session> session = connect(with_parameters);
  EXPECT_EQ(first_value(*session, "SELECT current_setting('pgmedic.stale_age', true)"), "604800");
  EXPECT_EQ(first_value(*session, "SELECT current_setting('pgmedic.ratio', true)"), "0.25");
}

TEST_F(SessionQuery, RefusesParametersThatAreNoNumbers) {
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"a", "1 -c fsync=off"}, {"b", ""}, {"c", "0x10"}, {"d", "nan"}, {"Bad", "1"}, {"a b", "1"}, {"", "1"}, {"e", "1e"}}) {
    ConnectionSettings broken = settings();
    broken.parameters = {{name, value}};
    EXPECT_EQ(connect_error(broken).code, ErrorCode::kInvalid) << name << "=" << value;
  }
}

TEST_F(SessionQuery, KeepsTheOptionsOfTheConnectionString) {
  const std::unique_ptr<Session> session =
      connect(settings("options='-c work_mem=3MB -c default_transaction_read_only=off' application_name=other"));
  EXPECT_EQ(first_value(*session, "SHOW work_mem"), "3MB");
  EXPECT_EQ(first_value(*session, "SHOW transaction_read_only"), "on");
  EXPECT_EQ(first_value(*session, "SHOW application_name"), "other");
}

TEST_F(SessionQuery, CannotWrite) {
  const std::unique_ptr<Session> session = connect();
  const Error error = error_of(*session, "CREATE TABLE public.t (a int)");
  EXPECT_EQ(error.code, ErrorCode::kQuery);
  EXPECT_THAT(error.message, HasSubstr("25006"));
  EXPECT_FALSE(session->broken());
}

TEST_F(SessionQuery, IsCancelledByStatementTimeoutAndGoesOn) {
  const std::unique_ptr<Session> session = connect();
  const Error error = error_of(*session, "SELECT pg_sleep(60)", 50ms);
  EXPECT_EQ(error.code, ErrorCode::kTimeout);
  EXPECT_THAT(error.message, HasSubstr("50ms"));
  EXPECT_FALSE(session->broken());
  // Each query brings its own timeout, up and down.
  EXPECT_EQ(first_value(*session, "SHOW statement_timeout", 7s), "7s");
  EXPECT_EQ(first_value(*session, "SHOW statement_timeout", 1500ms), "1500ms");
}

TEST_F(SessionQuery, TellsACancelRequestFromATimeout) {
  const std::unique_ptr<Session> session = connect();
  const std::string pid = first_value(*session, "SELECT pg_backend_pid()");
  support::SqlClient other = server().client();
  other.send("SELECT pg_sleep(0.05), pg_cancel_backend(" + pid + ") FROM generate_series(1, 100)");
  const Error error = error_of(*session, "SELECT pg_sleep(30)", 30s);
  EXPECT_EQ(error.code, ErrorCode::kQuery);
  EXPECT_THAT(error.message, HasSubstr("57014"));
}

TEST_F(SessionQuery, IsCancelledByLockTimeout) {
  server().execute("CREATE TABLE locked (a int)");
  server().execute("GRANT SELECT ON locked TO reader");
  support::SqlClient locker = server().client();
  locker.execute("BEGIN; LOCK TABLE locked IN ACCESS EXCLUSIVE MODE");
  const std::unique_ptr<Session> session = connect();
  EXPECT_EQ(error_of(*session, "SELECT a FROM public.locked", 10s).code, ErrorCode::kLockTimeout);
  EXPECT_FALSE(session->broken());
  locker.execute("ROLLBACK; DROP TABLE locked");
}

TEST_F(SessionQuery, SaysWhatKindOfErrorItWas) {
  const std::unique_ptr<Session> session = connect();
  EXPECT_EQ(error_of(*session, "SELECT rolpassword FROM pg_authid").code, ErrorCode::kPermission);
  EXPECT_EQ(error_of(*session, "SELECT 1 FROM nowhere").code, ErrorCode::kUnsupported);
  EXPECT_EQ(error_of(*session, "SELECT nothing_like_it()").code, ErrorCode::kUnsupported);
  EXPECT_EQ(error_of(*session, "SELECT nocolumn FROM pg_class").code, ErrorCode::kQuery);
  EXPECT_EQ(error_of(*session, "SELEC 1").code, ErrorCode::kQuery);
  const Error error = error_of(*session, "SELECT 1/0");
  EXPECT_EQ(error.code, ErrorCode::kQuery);
  EXPECT_EQ(error.message, "division by zero (SQLSTATE 22012)");
  EXPECT_EQ(first_value(*session, "SELECT 1"), "1");
}

TEST_F(SessionQuery, LogsNoticesAtDebugLevelOnly) {
  const std::unique_ptr<Session> session = connect();
  testing::internal::CaptureStderr();
  first_value(*session, "DO $$ BEGIN RAISE WARNING 'look at me'; END $$");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(log_.contains("look at me"));
  EXPECT_EQ(log_.count(LogLevel::kDebug), log_.lines().size());
}

}  // namespace
}  // namespace pgmedic
