// Which databases are found, and which of them the server would not let us into.
#include "collect/discovery.h"

#include <gmock/gmock.h>

#include "postgres/connect.h"
#include "support/postgres_server.h"
#include "support/recording_log.h"

namespace pgmedic {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class Discovery : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    server_ = std::make_unique<support::PostgresServer>(GetParam());
    server_->execute("CREATE ROLE reader LOGIN");
    for (const char* name : {"closed", "half_dropped", "model", "open", "shut_off", "unwanted"}) {
      server_->execute(std::string("CREATE DATABASE ") + name);
    }
    server_->execute("REVOKE CONNECT ON DATABASE closed, unwanted FROM PUBLIC");
    server_->execute("ALTER DATABASE model IS_TEMPLATE true");
    server_->execute("ALTER DATABASE shut_off ALLOW_CONNECTIONS false");
    // As an interrupted DROP DATABASE leaves it.
    server_->execute("UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'half_dropped'");
  }

  DatabaseList find(const std::string& user, const std::vector<std::string>& include = {"*"}) {
    ConnectionSettings settings;
    settings.dsn = server_->dsn(user);
    const Result<std::unique_ptr<Session>> session = make_server_connector(settings, watchdog_, log_)->connect("");
    if (!session) {
      throw std::runtime_error(session.error().text());
    }
    const Result<DatabaseList> found = find_databases(**session, include, {"unwanted"});
    EXPECT_TRUE(found.ok()) << found.error().text();
    return found.ok() ? *found : DatabaseList();
  }

  support::RecordingLog log_;
  Watchdog watchdog_;
  std::unique_ptr<support::PostgresServer> server_;
};
INSTANTIATE_TEST_SUITE_P(Server, Discovery, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

TEST_P(Discovery, KeepsWhatCannotBeEnteredAndSaysWhy) {
  const DatabaseList found = find("reader");
  EXPECT_THAT(found.names, ElementsAre("closed", "half_dropped", "open", "postgres"));
  EXPECT_THAT(found.closed, ElementsAre(Pair("closed", "the role reader has no privilege CONNECT there"),
                                        Pair("half_dropped", HasSubstr("a DROP DATABASE was interrupted"))));
  server_->execute("GRANT CONNECT ON DATABASE closed TO reader");
  EXPECT_THAT(find("reader").closed, ElementsAre(Pair("half_dropped", testing::_)));
}

TEST_P(Discovery, ASuperuserIsLetInButNotWhereADropWasInterrupted) {
  EXPECT_THAT(find("postgres").closed, ElementsAre(Pair("half_dropped", testing::_)));
}

TEST_P(Discovery, GoesByTheSessionsUserNotByTheRoleThatIsSet) {
  server_->execute("ALTER ROLE reader NOINHERIT; CREATE ROLE everywhere; GRANT CONNECT ON DATABASE closed TO everywhere");
  server_->execute("GRANT everywhere TO reader; ALTER ROLE reader SET role = everywhere");
  ConnectionSettings settings;
  settings.dsn = server_->dsn("reader");
  EXPECT_FALSE(make_server_connector(settings, watchdog_, log_)->connect("closed").ok());
  EXPECT_THAT(find("reader").closed, testing::Contains(Pair("closed", testing::_)));
}

TEST_P(Discovery, HasNothingWhereNothingMatches) {
  const DatabaseList found = find("reader", {"nothing*"});
  EXPECT_THAT(found.names, IsEmpty());
  EXPECT_THAT(found.closed, IsEmpty());
}

}  // namespace
}  // namespace pgmedic
