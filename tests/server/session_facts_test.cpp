// What a session knows about its server and role, on every major.
#include <gmock/gmock.h>

#include "server/session_fixture.h"
#include "support/eventually.h"

namespace pgmedic {
namespace {

using support::PostgresServer;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SessionFacts : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    server_ = std::make_unique<PostgresServer>(GetParam());
  }

  std::unique_ptr<Session> connect(const PostgresServer& server, const std::string& user) { return connect(server.dsn(user)); }
  std::unique_ptr<Session> connect(const std::string& dsn) {
    ConnectionSettings settings;
    settings.dsn = dsn;
    Result<std::unique_ptr<Session>> session = make_server_connector(settings, watchdog_, log_)->connect("");
    if (!session) {
      throw std::runtime_error(session.error().text());
    }
    return std::move(session).value();
  }

  support::RecordingLog log_;
  Watchdog watchdog_;
  std::unique_ptr<PostgresServer> server_;
};
INSTANTIATE_TEST_SUITE_P(Server, SessionFacts, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

TEST_P(SessionFacts, AreReadWithoutAnyPrivilege) {
  server_->execute("CREATE ROLE nobody_special LOGIN");
  const std::unique_ptr<Session> session = connect(*server_, "nobody_special");
  const ServerFacts& facts = session->facts();
  EXPECT_EQ(facts.major(), GetParam());
  EXPECT_EQ(facts.version.substr(0, 2), std::to_string(GetParam()));
  EXPECT_THAT(facts.full_version, HasSubstr("PostgreSQL"));
  EXPECT_FALSE(facts.in_recovery);
  EXPECT_FALSE(facts.superuser);
  EXPECT_EQ(facts.user, "nobody_special");
  EXPECT_EQ(facts.database, "postgres");
  EXPECT_THAT(facts.extensions, Contains("plpgsql"));
  EXPECT_THAT(facts.privileges, IsEmpty());
}

TEST_P(SessionFacts, FollowGrantsExtensionsAndSuperusers) {
  server_->execute("CREATE ROLE reader LOGIN");
  const std::unique_ptr<Session> session = connect(*server_, "reader");
  server_->execute("GRANT pg_monitor TO reader");
  server_->execute("CREATE EXTENSION pgstattuple");
  ASSERT_TRUE(session->refresh_facts().ok());
  EXPECT_THAT(session->facts().privileges, Contains("pg_monitor"));
  EXPECT_THAT(session->facts().privileges, Contains("pg_read_all_stats"));
  EXPECT_THAT(session->facts().privileges, Not(Contains("pg_write_server_files")));
  EXPECT_THAT(session->facts().extensions, Contains("pgstattuple"));
  EXPECT_TRUE(connect(*server_, "postgres")->facts().superuser);
}

TEST_P(SessionFacts, AnAdministratorsIdleTimeoutDoesNotConcernOurSessions) {
  if (GetParam() < 14) {
    GTEST_SKIP() << "PostgreSQL " << GetParam() << " has no such timeout";
  }
  server_->execute("CREATE ROLE reader LOGIN");
  server_->execute("ALTER ROLE reader SET idle_session_timeout = '30s'");
  EXPECT_EQ(first_value(*connect(*server_, "reader"), "SHOW idle_session_timeout"), "0");
}

// Our sessions are read-only everywhere: it must be the server that decides which of them is meant.
TEST_P(SessionFacts, AServerThatTakesWritesIsToldFromOneThatDoesNot) {
  server_->execute("CREATE ROLE reader LOGIN");
  const std::unique_ptr<PostgresServer> standby = server_->make_standby();
  const auto lands_on_standby = [&](const PostgresServer& first, const PostgresServer& second, const std::string& wanted) {
    return connect("host=127.0.0.1,127.0.0.1 port=" + std::to_string(first.port()) + "," + std::to_string(second.port()) +
                   " user=reader dbname=postgres target_session_attrs=" + wanted)
        ->facts()
        .in_recovery;
  };
  EXPECT_FALSE(lands_on_standby(*standby, *server_, "read-write"));
  EXPECT_TRUE(lands_on_standby(*server_, *standby, "read-only"));
}

TEST_P(SessionFacts, FollowAPromotion) {
  server_->execute("CREATE ROLE reader LOGIN");
  const std::unique_ptr<PostgresServer> standby = server_->make_standby();
  const std::unique_ptr<Session> session = connect(*standby, "reader");
  EXPECT_TRUE(session->facts().in_recovery);
  standby->promote();
  ASSERT_TRUE(session->refresh_facts().ok());
  EXPECT_FALSE(session->facts().in_recovery);
}

}  // namespace
}  // namespace pgmedic
