// PgBouncer's console.
#include <gmock/gmock.h>

#include "server/session_fixture.h"
#include "support/environment_variable.h"
#include "support/eventually.h"
#include "support/pgbouncer_server.h"

namespace pgmedic {
namespace {

using support::PgBouncerServer;

class ConsoleSession : public SessionTest {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    if (!PgBouncerServer::available()) {
      GTEST_SKIP() << PgBouncerServer::unavailable_reason();
    }
    pooler_ = std::make_unique<PgBouncerServer>(server(), support::PgBouncerSettings{"transaction", {"reader"}, {}});
  }
  ConnectionSettings console(const std::string& user) const {
    ConnectionSettings settings;
    settings.dsn = "host=127.0.0.1 port=" + std::to_string(pooler_->port()) + " user=" + user;
    return settings;
  }
  Result<std::unique_ptr<Session>> connect_console(const ConnectionSettings& settings) {
    connectors_.push_back(make_console_connector(settings, watchdog_, log_));
    return connectors_.back()->connect("");
  }
  std::unique_ptr<PgBouncerServer> pooler_;
};

TEST_F(ConsoleSession, ShowsWithTheRightsOfAStatsUser) {
  const Result<std::unique_ptr<Session>> session = connect_console(console("stats"));
  ASSERT_TRUE(session.ok()) << session.error().text();
  EXPECT_GE((*session)->facts().version_num, 11800);
  EXPECT_EQ((*session)->facts().user, "stats");
  EXPECT_EQ((*session)->facts().database, "pgbouncer");
  EXPECT_EQ(std::string("PgBouncer ") + (*session)->facts().version, (*session)->facts().full_version);
  for (const char* command : {"SHOW POOLS;", "SHOW STATS;", "SHOW LISTS;", "SHOW DATABASES;", "SHOW CONFIG;"}) {
    const Result<std::unique_ptr<RowSet>> rows = (*session)->query(command, 2s);
    ASSERT_TRUE(rows.ok()) << command << rows.error().text();
    EXPECT_GT((*rows)->rows(), 0U) << command;
  }
  EXPECT_TRUE((*session)->refresh_facts().ok());
}

// PgBouncer refuses options that it does not know.
TEST_F(ConsoleSession, OptionsOfTheEnvironmentAreForServers) {
  const EnvironmentVariable options("PGOPTIONS", "-c work_mem=1MB");
  const Result<std::unique_ptr<Session>> session = connect_console(console("stats"));
  EXPECT_TRUE(session.ok()) << session.error().text();
}

TEST_F(ConsoleSession, SaysWhatItIsNotAllowed) {
  const Result<std::unique_ptr<Session>> session = connect_console(console("stats"));
  ASSERT_TRUE(session.ok()) << session.error().text();
  EXPECT_EQ(error_of(**session, "RELOAD").code, ErrorCode::kPermission);
  EXPECT_EQ(error_of(**session, "SHOW NOTHING_LIKE_IT").code, ErrorCode::kUnsupported);
  EXPECT_FALSE((*session)->broken());
}

TEST_F(ConsoleSession, AUserWithoutRightsIsTurnedAway) {
  EXPECT_FALSE(connect_console(console("reader")).ok());
}

TEST_F(ConsoleSession, RefusesAServerAndTheOtherWayRound) {
  const Result<std::unique_ptr<Session>> console_of_server = connect_console(settings());
  ASSERT_FALSE(console_of_server.ok());
  EXPECT_EQ(console_of_server.error().code, ErrorCode::kUnsupported);
  ConnectionSettings server_of_console = console("stats");
  server_of_console.dsn += " dbname=pgbouncer";
  EXPECT_FALSE(connect_error(server_of_console).text().empty());
}

TEST_F(ConsoleSession, AFrozenPoolerIsCutByTheDeadline) {
  const Result<std::unique_ptr<Session>> session = connect_console(console("stats"));
  ASSERT_TRUE(session.ok()) << session.error().text();
  pooler_->freeze();
  EXPECT_EQ(error_of(**session, "SHOW POOLS", 50ms).code, ErrorCode::kDeadline);
  pooler_->thaw();
  EXPECT_TRUE((*session)->broken());
}

TEST_F(ConsoleSession, TheEndShowsBeforeACommandIsSent) {
  const Result<std::unique_ptr<Session>> session = connect_console(console("stats"));
  ASSERT_TRUE(session.ok()) << session.error().text();
  EXPECT_FALSE((*session)->lost());
  pooler_->stop();
  EXPECT_TRUE(support::eventually([&] { return (*session)->lost(); }));
  EXPECT_TRUE((*session)->broken());
}

TEST_F(ConsoleSession, ARestartEndsTheSession) {
  const Result<std::unique_ptr<Session>> session = connect_console(console("stats"));
  ASSERT_TRUE(session.ok()) << session.error().text();
  pooler_->stop();
  EXPECT_EQ(error_of(**session, "SHOW POOLS").code, ErrorCode::kUnavailable);
  EXPECT_TRUE((*session)->broken());
  EXPECT_TRUE((*session)->lost());
  pooler_->start();
  EXPECT_TRUE(connect_console(console("stats")).ok());
}

}  // namespace
}  // namespace pgmedic
