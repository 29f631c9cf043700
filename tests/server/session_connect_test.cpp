// Connecting: where the connection string comes from, what goes wrong, and what never shows.
#include <gmock/gmock.h>

#include "server/session_fixture.h"
#include "support/process_stats.h"
#include "support/raw_socket.h"
#include "support/temp_dir.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;
using testing::Not;

class SessionConnect : public SessionTest {
 protected:
  static void SetUpTestSuite() {
    SessionTest::SetUpTestSuite();
    if (support::available(15)) {
      secured_server = std::make_unique<support::PostgresServer>(support::PostgresSettings{15, {}, true});
      secured_server->execute("CREATE ROLE reader LOGIN PASSWORD 'rig ht''\\'");
    }
  }
  static void TearDownTestSuite() {
    secured_server.reset();
    SessionTest::TearDownTestSuite();
  }
  static ConnectionSettings secured() {
    ConnectionSettings settings;
    settings.dsn = secured_server->dsn("reader");
    return settings;
  }
  static inline std::unique_ptr<support::PostgresServer> secured_server;
  const std::string password_ = "rig ht'\\";
};

TEST_F(SessionConnect, TakesUriAndKeywords) {
  ConnectionSettings uri;
  uri.dsn = "postgresql://reader@127.0.0.1:" + std::to_string(server().port()) + "/postgres?application_name=uri";
  EXPECT_EQ(first_value(*connect(uri), "SHOW application_name"), "uri");
  EXPECT_EQ(connect(settings())->facts().user, "reader");
}

TEST_F(SessionConnect, GoesToAnotherDatabase) {
  const std::string name = "odd \"name\" host=evil 'x' \\ \xF0\x9F\x90\x98";
  server().execute("CREATE DATABASE " + support::quote_name(name));
  EXPECT_EQ(connect(settings(), name)->facts().database, name);
  server().execute("DROP DATABASE " + support::quote_name(name) + " WITH (FORCE)");
}

TEST_F(SessionConnect, TellsADatabaseThatIsNotThereFromAServerThatIsNotThere) {
  EXPECT_EQ(connect_error(settings(), "nowhere").code, ErrorCode::kNoDatabase);
}

TEST_F(SessionConnect, ReadsPasswordUserAndDsnFromFilesEachTime) {
  const support::TempDir files;
  ConnectionSettings settings;
  settings.dsn_file = files.write("dsn", secured_server->dsn("nobody_there") + "\n");
  settings.user_file = files.write("user", "reader\n");
  settings.password_file = files.write("password", "wrong\n");
  EXPECT_EQ(connect_error(settings).code, ErrorCode::kUnavailable);
  files.write("password", password_ + "\n");
  EXPECT_EQ(connect(settings)->facts().user, "reader");
}

TEST_F(SessionConnect, TakesAPasswordFromTheSettings) {
  ConnectionSettings settings = secured();
  settings.password = password_;
  EXPECT_EQ(connect(settings)->facts().user, "reader");
}

TEST_F(SessionConnect, NamesAFileThatCannotBeRead) {
  ConnectionSettings settings = secured();
  settings.password_file = "/nonexistent/password";
  EXPECT_THAT(connect_error(settings).text(), HasSubstr("/nonexistent/password"));
}

TEST_F(SessionConnect, SaysWhereAMissingPasswordGoes) {
  ConnectionSettings settings = secured();
  settings.dsn += " passfile=/nonexistent";
  EXPECT_THAT(connect_error(settings).text(), HasSubstr("give a password: password_file, or a line in ~/.pgpass"));
}

TEST_F(SessionConnect, NeverShowsThePassword) {
  ConnectionSettings settings = secured();
  settings.password = "hunter2secret";
  const Error error = connect_error(settings);
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.text(), HasSubstr("password authentication failed"));
  EXPECT_THAT(error.text(), Not(HasSubstr("hunter2secret")));
  EXPECT_THAT(error.text(), Not(HasSubstr("LOCATION")));

  // Not even where the server itself repeats it.
  settings.user = "hunter2secret";
  EXPECT_THAT(connect_error(settings).text(), Not(HasSubstr("hunter2secret")));
  for (const std::string& line : log_.lines()) {
    EXPECT_THAT(line, Not(HasSubstr("hunter2secret")));
  }
}

TEST_F(SessionConnect, NeverShowsAMalformedString) {
  const std::string port = std::to_string(server().port());
  const std::vector<std::string> malformed{"postgresql://reader:sEcReT@127.0.0.1:" + port + "x/postgres",
                                           "postgresql://reader:p@sEcReT@127.0.0.1:" + port + "/postgres",
                                           "postgresql://reader:p/sEcReT@127.0.0.1:" + port + "/postgres",
                                           "host=127.0.0.1 sEcReT",
                                           "sEcReT=1",
                                           "password='sEcReT",
                                           "host=127.0.0.1 port=" + port + " user=reader sslmode=sEcReT",
                                           "host=127.0.0.1 port=" + port + " user=reader gssencmode=\"sEc\"ReT",
                                           "host=127.0.0.1 port=" + port + " keepalives=sEcReT",
                                           "host=127.0.0.1 user=reader port=sEcReT",
                                           "host=a@sEcReT",
                                           "postgresql://[sEcReT",
                                           "postgresql://%zzsEcReT"};
  for (const std::string& dsn : malformed) {
    ConnectionSettings settings;
    settings.dsn = dsn;
    const std::string text = connect_error(settings).text();
    EXPECT_THAT(text, Not(HasSubstr("sEc"))) << dsn;
    EXPECT_THAT(text, Not(HasSubstr("ReT"))) << dsn;
    EXPECT_THAT(text, Not(HasSubstr("there was no error"))) << dsn;
  }
}

TEST_F(SessionConnect, SaysWhichDatabaseIsMissing) {
  const Error error = connect_error(settings(), "not_there");
  EXPECT_EQ(error.code, ErrorCode::kNoDatabase);
  EXPECT_THAT(error.text(), HasSubstr("database \"not_there\" does not exist"));
}

TEST_F(SessionConnect, FailsAtOnceWhereNobodyListens) {
  ConnectionSettings settings;
  settings.dsn = "host=127.0.0.1 port=1 user=reader";
  const Error error = connect_error(settings);
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.text(), HasSubstr("Connection refused"));
}

TEST_F(SessionConnect, GivesUpOnASilentServer) {
  const support::SilentListener silent;
  ConnectionSettings settings;
  settings.dsn = "host=127.0.0.1 user=reader connect_timeout=1 port=" + std::to_string(silent.port());
  const Error error = connect_error(settings);
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(error.text(), HasSubstr("no answer within 1s"));
}

TEST_F(SessionConnect, GoesOnToTheNextHost) {
  const support::SilentListener silent;
  ConnectionSettings settings;
  settings.dsn = "host=127.0.0.1,127.0.0.1,127.0.0.1 user=reader dbname=postgres port=1," + std::to_string(silent.port()) + "," +
                 std::to_string(server().port());
  settings.dsn += " connect_timeout=1";
  EXPECT_EQ(connect(settings)->facts().user, "reader");
}

TEST_F(SessionConnect, AsksNoOtherHostWhenThePasswordIsWrong) {
  const std::string port = std::to_string(secured_server->port());
  ConnectionSettings settings;
  settings.dsn = "host=127.0.0.1,127.0.0.1 user=reader dbname=postgres password=wrong port=" + port + "," + port;
  const std::string text = connect_error(settings).text();
  EXPECT_THAT(text, HasSubstr("password authentication failed"));
  EXPECT_EQ(text.find("failed: FATAL"), text.rfind("failed: FATAL"));
}

TEST_F(SessionConnect, LooksNamesUp) {
  ConnectionSettings settings;
  settings.dsn = "host=localhost dbname=postgres user=reader port=" + std::to_string(server().port());
  EXPECT_EQ(connect(settings)->facts().user, "reader");
  settings.dsn = "host=no-such-host.invalid user=reader";
  EXPECT_THAT(connect_error(settings).text(), HasSubstr("could not translate host name \"no-such-host.invalid\""));
}

TEST_F(SessionConnect, NamesTheServerWithoutSecrets) {
  const auto name = [this](const std::string& dsn) {
    ConnectionSettings settings;
    settings.dsn = dsn;
    return make_server_connector(settings, watchdog_, log_)->server_name();
  };
  EXPECT_EQ(name("postgresql://u:secret@db1:5433/x"), "db1:5433");
  EXPECT_EQ(name("host=db2 password=secret"), "db2:5432");
  EXPECT_EQ(name("host=/run/postgresql"), "/run/postgresql:5432");
  EXPECT_EQ(name("postgresql://[::1]:5433/x"), "[::1]:5433");
  EXPECT_EQ(name("postgresql://u:sec"), "unknown");
}

TEST_F(SessionConnect, LeavesNothingBehindAfterManyFailures) {
  const std::vector<ConnectionSettings> failing = [] {
    std::vector<ConnectionSettings> all(3, secured());
    all[0].password = "wrong";
    all[1].dsn = "host=127.0.0.1 port=1";
    all[2].dsn = server().dsn("reader", "not_there");
    return all;
  }();
  const auto round = [&] {
    for (const ConnectionSettings& settings : failing) {
      EXPECT_NE(connect_error(settings).code, ErrorCode::kInternal);
    }
  };
  round();
  const support::ProcessStats before = support::own_stats();
  for (int i = 0; i < 70; ++i) {
    round();
  }
  const support::ProcessStats after = support::own_stats();
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.threads, before.threads);
}

}  // namespace
}  // namespace pgmedic
