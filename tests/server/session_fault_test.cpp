// Bad days: frozen, killed and restarted servers, and interruption.
#include <gmock/gmock.h>

#include <csignal>
#include <thread>

#include "server/session_fixture.h"
#include "support/eventually.h"
#include "support/process_stats.h"
#include "support/raw_socket.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

class SessionFault : public SessionTest {
 protected:
  static pid_t backend_of(Session& session) { return std::stoi(first_value(session, "SELECT pg_backend_pid()")); }
  // A statement of that backend is running.
  static bool is_running(pid_t backend) {
    return server().scalar("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid = " +
                           std::to_string(backend)) == "1";
  }
};

TEST_F(SessionFault, AFrozenBackendIsCutByTheDeadline) {
  std::unique_ptr<Session> session = connect();
  const pid_t backend = backend_of(*session);
  ::kill(backend, SIGSTOP);
  const Error error = error_of(*session, "SELECT 1", 50ms);
  EXPECT_EQ(error.code, ErrorCode::kDeadline);
  EXPECT_THAT(error.message, HasSubstr("did not answer within 1050ms"));
  EXPECT_TRUE(session->broken());
  EXPECT_EQ(error_of(*session, "SELECT 1").code, ErrorCode::kUnavailable);
  session.reset();
  ::kill(backend, SIGCONT);
}

TEST_F(SessionFault, AFrozenServerIsGivenUpWhileConnecting) {
  const std::unique_ptr<Connector> connector = make_server_connector(settings("connect_timeout=1"), watchdog_, log_);
  server().freeze();
  const Result<std::unique_ptr<Session>> session = connector->connect("");
  server().thaw();
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().code, ErrorCode::kUnavailable);
}

TEST_F(SessionFault, AKilledBackendIsReportedInTheServersWords) {
  const std::unique_ptr<Session> session = connect();
  const pid_t backend = backend_of(*session);
  server().execute("SELECT pg_terminate_backend(" + std::to_string(backend) + ")");
  ASSERT_TRUE(support::eventually([&] { return support::process_state(backend) == '\0'; }));
  const Error error = error_of(*session, "SELECT 1");
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("terminating connection due to administrator command"));
  EXPECT_TRUE(session->broken());
}

TEST_F(SessionFault, ASessionThatWasEndedWhileIdleShowsBeforeAStatementIsSent) {
  const std::unique_ptr<Session> session = connect();
  const pid_t backend = backend_of(*session);
  EXPECT_FALSE(session->lost());
  EXPECT_EQ(first_value(*session, "SELECT 1"), "1");
  server().execute("SELECT pg_terminate_backend(" + std::to_string(backend) + ")");
  EXPECT_TRUE(support::eventually([&] { return session->lost(); }));
  EXPECT_TRUE(session->broken());
  EXPECT_EQ(error_of(*session, "SELECT 1").code, ErrorCode::kUnavailable);
}

TEST_F(SessionFault, ALostConnectionNeverComesBackByItself) {
  const std::unique_ptr<Session> session = connect();
  server().restart(support::StopMode::kImmediate);
  EXPECT_EQ(error_of(*session, "SELECT 1").code, ErrorCode::kUnavailable);
  EXPECT_EQ(error_of(*session, "SELECT 1").code, ErrorCode::kUnavailable);
  EXPECT_TRUE(session->broken());
  EXPECT_FALSE(session->refresh_facts().ok());
  EXPECT_EQ(first_value(*connect(), "SELECT 1"), "1");
}

TEST_F(SessionFault, InterruptCutsARunningStatementAndRefusesLaterOnes) {
  const std::unique_ptr<Connector> connector = make_server_connector(settings(), watchdog_, log_);
  Result<std::unique_ptr<Session>> session = connector->connect("");
  ASSERT_TRUE(session.ok());
  const pid_t backend = backend_of(**session);
  std::thread interrupter([&] {
    support::eventually([&] { return is_running(backend); });
    connector->interrupt();
  });
  const Error error = error_of(**session, "SELECT pg_sleep(60)", 60s);
  interrupter.join();
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("interrupted"));
  EXPECT_TRUE((*session)->broken());
  EXPECT_FALSE(connector->connect("").ok());
}

TEST_F(SessionFault, InterruptEndsAConnectionAttempt) {
  const support::SilentListener silent;
  ConnectionSettings settings;
  settings.dsn = "host=127.0.0.1 port=" + std::to_string(silent.port());
  const std::unique_ptr<Connector> connector = make_server_connector(settings, watchdog_, log_);
  std::thread interrupter([&] { connector->interrupt(); });
  const Result<std::unique_ptr<Session>> session = connector->connect("");
  interrupter.join();
  ASSERT_FALSE(session.ok());
  EXPECT_THAT(session.error().message, HasSubstr("interrupted"));
}

TEST_F(SessionFault, SessionsOutliveTheirConnector) {
  std::unique_ptr<Connector> connector = make_server_connector(settings(), watchdog_, log_);
  Result<std::unique_ptr<Session>> session = connector->connect("");
  ASSERT_TRUE(session.ok());
  connector.reset();
  EXPECT_EQ(first_value(**session, "SELECT 1"), "1");
}

TEST_F(SessionFault, DestroyingASessionWithAFrozenBackendDoesNotBlock) {
  std::unique_ptr<Session> session = connect();
  const pid_t backend = backend_of(*session);
  ::kill(backend, SIGSTOP);
  session.reset();  // the test's own timeout would notice
  ::kill(backend, SIGCONT);
  EXPECT_TRUE(support::eventually([&] { return support::process_state(backend) == '\0'; }));
}

TEST_F(SessionFault, ABigResultLeavesNoMemoryBehind) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer keeps freed memory";
#endif
  const std::unique_ptr<Session> session = connect();
  const auto fetch = [&] {
    const Result<std::unique_ptr<RowSet>> rows = session->query("SELECT repeat('x', 1000) FROM generate_series(1, 50000)", 30s);
    ASSERT_TRUE(rows.ok()) << rows.error().text();
    ASSERT_EQ((*rows)->rows(), 50000U);
  };
  fetch();
  const std::size_t before = support::own_stats().resident_bytes;
  for (int i = 0; i < 5; ++i) {
    fetch();
  }
  EXPECT_LT(support::own_stats().resident_bytes, before + 20'000'000);
}

}  // namespace
}  // namespace pgmedic
