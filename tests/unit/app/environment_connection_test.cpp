#include "app/environment_connection.h"

#include <gtest/gtest.h>

#include "unit/app/support.h"

namespace pgmedic {
namespace {

Result<ConnectionSettings> connection(const std::map<std::string, std::string>& variables) {
  return connection_from_environment(fake_environment(variables), accept_dsn);
}

TEST(EnvironmentConnection, NothingSetLeavesEverythingToLibpq) {
  ASSERT_TRUE(connection({}).ok());
  EXPECT_EQ(*connection({}), ConnectionSettings{});
}

TEST(EnvironmentConnection, DataSourceNameWins) {
  const Result<ConnectionSettings> settings =
      connection({{"DATA_SOURCE_NAME", "host=a"}, {"DATA_SOURCE_URI", "b"}, {"DATA_SOURCE_USER", "u"}});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->dsn, "host=a");
  EXPECT_EQ(settings->user, "");
}

TEST(EnvironmentConnection, UriUserAndPasswordArePutTogether) {
  const Result<ConnectionSettings> settings =
      connection({{"DATA_SOURCE_URI", "db1:5432/postgres?sslmode=require"}, {"DATA_SOURCE_USER", "u"}, {"DATA_SOURCE_PASS", "p@ss"}});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->dsn, "postgresql://db1:5432/postgres?sslmode=require");
  EXPECT_EQ(settings->user, "u");
  EXPECT_EQ(settings->password, "p@ss");
}

TEST(EnvironmentConnection, AUriWithItsSchemeIsTakenToo) {
  EXPECT_EQ(connection({{"DATA_SOURCE_URI", "postgresql://db1/x"}})->dsn, "postgresql://db1/x");
}

TEST(EnvironmentConnection, FilesWinAndAreLeftForTheConnector) {
  const Result<ConnectionSettings> settings = connection({{"DATA_SOURCE_URI", "a"},
                                                          {"DATA_SOURCE_URI_FILE", "/run/uri"},
                                                          {"DATA_SOURCE_USER", "u"},
                                                          {"DATA_SOURCE_USER_FILE", "/run/user"},
                                                          {"DATA_SOURCE_PASS", "p"},
                                                          {"DATA_SOURCE_PASS_FILE", "/run/pass"}});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->dsn, "");
  EXPECT_EQ(settings->dsn_file, "/run/uri");
  EXPECT_EQ(settings->user, "");
  EXPECT_EQ(settings->user_file, "/run/user");
  EXPECT_EQ(settings->password, "");
  EXPECT_EQ(settings->password_file, "/run/pass");
}

TEST(EnvironmentConnection, SeveralServersAreSentToTheConfigurationFile) {
  EXPECT_EQ(connection({{"DATA_SOURCE_NAME", "postgresql://u:s3cret@a/x,postgresql://u:s3cret@b/x"}}).error().text(),
            "DATA_SOURCE_NAME holds several connection strings; list the servers under targets: in a file for --config_file, each "
            "with a name");
}

TEST(EnvironmentConnection, AMalformedStringIsNamedByItsVariableOnly) {
  EXPECT_EQ(connection({{"DATA_SOURCE_NAME", "bad s3cret"}}).error().text(), "DATA_SOURCE_NAME: malformed; write it right");
  EXPECT_EQ(connection({{"DATA_SOURCE_URI", "bad s3cret"}}).error().text(), "DATA_SOURCE_URI: malformed; write it right");
}

}  // namespace
}  // namespace pgmedic
