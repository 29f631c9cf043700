// Users, headers and the rate limit of the web configuration, through the server.
#include <gmock/gmock.h>

#include "unit/web/server_fixture.h"

namespace pgmedic::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kTestHash = "$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay";

class AuthTest : public ServerTest {
 protected:
  void configure(const std::string& text) { settings_.web_config_file = write_file("web.yml", text); }
  Answer get_as(const std::string& user, const std::string& password, const std::string& target = "/metrics") const {
    return get(target, {{"Authorization", basic_auth(user, password)}});
  }
};

TEST_F(AuthTest, EveryRouteAsksForAPassword) {
  configure(std::string("basic_auth_users:\n  ann: ") + kTestHash + "\n");
  start();
  for (const char* path : {"/metrics", "/", "/targets", "/api/v1/targets", "/-/healthy", "/nothing"}) {
    const Answer answer = get(path);
    EXPECT_EQ(answer.status, 401) << path;
    EXPECT_THAT(answer.header("WWW-Authenticate"), HasSubstr("Basic"));
  }
  EXPECT_EQ(get_as("ann", "test").status, 200);
  EXPECT_EQ(get_as("ann", "wrong").status, 401);
  EXPECT_THAT(log_.text(), HasSubstr("passwords travel without TLS"));
}

TEST_F(AuthTest, ReloadTakesNewUsersAndKeepsTheOldOnesOnError) {
  configure(std::string("basic_auth_users:\n  ann: ") + kTestHash + "\n");
  start();
  EXPECT_EQ(get_as("ann", "test").status, 200);
  configure(std::string("basic_auth_users:\n  bob: ") + kTestHash + "\n");
  ASSERT_TRUE(reload().ok());
  EXPECT_EQ(get_as("ann", "test").status, 401);
  EXPECT_EQ(get_as("bob", "test").status, 200);
  configure("basic_auth_users:\n  bob: hunter2\n");
  const Status broken = reload();
  ASSERT_FALSE(broken.ok());
  EXPECT_THAT(broken.error().text(), HasSubstr("web.yml:2:8: "));
  EXPECT_EQ(broken.error().text().find("hunter2"), std::string::npos);
  EXPECT_EQ(get_as("bob", "test").status, 200);
}

// A file that was cut off in the middle opens everything, and is no error.
TEST_F(AuthTest, ReloadToNoUsersAtAllIsWarnedAbout) {
  configure(std::string("basic_auth_users:\n  ann: ") + kTestHash + "\n");
  start();
  ASSERT_TRUE(reload().ok());
  EXPECT_THAT(log_.text(), Not(HasSubstr("basic_auth_users are gone")));
  configure("");
  ASSERT_TRUE(reload().ok());
  EXPECT_EQ(get("/metrics").status, 200);
  EXPECT_THAT(log_.text(), HasSubstr("basic_auth_users are gone: nobody is asked for a password any more"));
}

TEST_F(AuthTest, ConfiguredHeadersAreSent) {
  configure(
      "http_server_config:\n  headers:\n    Strict-Transport-Security: max-age=60\n    X-Frame-Options: sameorigin\n"
      "    Content-Security-Policy: \"\"\n");
  start();
  const Answer answer = get("/");
  EXPECT_EQ(answer.header("Strict-Transport-Security"), "max-age=60");
  EXPECT_EQ(answer.header("X-Frame-Options"), "sameorigin");
  EXPECT_EQ(answer.header("Content-Security-Policy"), "");
}

TEST_F(AuthTest, TheRateLimitIsKept) {
  configure("rate_limit:\n  interval: 1h\n  burst: 3\n");
  start();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(get("/metrics").status, 200);
  }
  EXPECT_EQ(get("/metrics").status, 429);
  configure("");
  ASSERT_TRUE(reload().ok());
  EXPECT_EQ(get("/metrics").status, 200);
}

TEST_F(AuthTest, Http2IsToldToHaveNoEffect) {
  configure("http_server_config: {http2: true}\n");
  start();
  EXPECT_THAT(log_.text(), HasSubstr("http2 has no effect"));
}

TEST_F(AuthTest, ABadFileStopsTheStart) {
  configure("tls_server_confg: {}\n");
  const Status status = try_start();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().text(), HasSubstr("tls_server_config"));
  settings_.web_config_file = folder_ + "/missing.yml";
  EXPECT_THAT(try_start().error().text(), HasSubstr("missing.yml"));
}

}  // namespace
}  // namespace pgmedic::test
