#include <gmock/gmock.h>
#include <sys/socket.h>

#include <map>

#include "unit/web/server_fixture.h"

namespace pgmedic::test {
namespace {

using testing::HasSubstr;

class ControlTest : public ServerTest {
 protected:
  ControlTest() { settings_.control_address = "127.0.0.1:0"; }
  Answer post(const std::string& target, const Headers& headers = {}, const std::string& method = "POST") const {
    return fetch(server_->control_port(), target, headers, method);
  }
};

TEST_F(ControlTest, ReloadCallsTheHook) {
  start();
  EXPECT_EQ(post("/-/reload").status, 200);
  EXPECT_EQ(reloads_, 1);
}

TEST_F(ControlTest, ReloadTellsWhyItFailed) {
  start();
  reload_result_ = Error{ErrorCode::kInvalid, "pgmedic.yml:3:1: bad key"};
  const Answer answer = post("/-/reload");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr("pgmedic.yml:3:1: bad key"));
}

TEST_F(ControlTest, MethodsAndPathsAreExact) {
  start();
  const Answer wrong = post("/-/reload", {}, "GET");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "POST");
  EXPECT_EQ(post("/-/reload/").status, 404);
  EXPECT_EQ(post("/metrics", {}, "GET").status, 404);
  EXPECT_EQ(post("/-/healthy", {}, "GET").status, 200);
  EXPECT_EQ(reloads_, 0);
}

TEST_F(ControlTest, WebPagesCannotSteerIt) {
  start();
  EXPECT_EQ(post("/-/reload", {{"Origin", "http://localhost"}}).status, 403);
  EXPECT_EQ(post("/-/reload", {{"Host", "rebound.example:9188"}}).status, 403);
  EXPECT_EQ(post("/-/reload", {{"Host", "localhost.evil.example"}}).status, 403);
  EXPECT_EQ(reloads_, 0);
  EXPECT_EQ(post("/-/reload", {{"Host", "127.0.0.1:9188"}}).status, 200);
  EXPECT_EQ(post("/-/reload", {{"Host", "[::1]:9188"}}).status, 200);
}

TEST_F(ControlTest, TokenIsAskedForAndReadAgain) {
  settings_.control_token_file = write_file("token", "first secret\n");
  start();
  EXPECT_EQ(post("/-/reload").status, 401);
  EXPECT_EQ(post("/-/reload", {{"Authorization", "Bearer wrong"}}).status, 401);
  EXPECT_EQ(post("/-/reload", {{"Authorization", "Bearer first secret"}}).status, 200);
  EXPECT_EQ(post("/-/reload", {{"Authorization", "bearer first secret"}}).status, 200);
  EXPECT_EQ(post("/-/reload", {{"Authorization", "Basic first secret"}}).status, 401);
  write_file("token", "second");
  EXPECT_EQ(post("/-/reload", {{"Authorization", "Bearer first secret"}}).status, 401);
  EXPECT_EQ(post("/-/reload", {{"Authorization", "Bearer second"}}).status, 200);
  write_file("token", "");
  EXPECT_EQ(post("/-/reload", {{"Authorization", "Bearer "}}).status, 401) << "an empty file opens nothing";
  EXPECT_EQ(reloads_, 3);
}

// Whoever has no token must not fill the disk.
TEST_F(ControlTest, RefusedRequestsAreLoggedOnceAMinute) {
  settings_.control_token_file = write_file("token", "secret");
  start();
  const std::string path = "/" + std::string(1000, 'p');
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(post(path).status, 401);
  }
  write_file("token", "");
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(post("/-/reload").status, 401);
  }
  const std::string log = log_.text();
  for (const char* line : {"control request refused", "control token cannot be read"}) {
    EXPECT_NE(log.find(line), std::string::npos) << line;
    EXPECT_EQ(log.find(line), log.rfind(line)) << line;
  }
  EXPECT_THAT(log, HasSubstr(path.substr(0, 200) + " client="));
}

TEST_F(ControlTest, RefusesToStartOpenToTheWorld) {
  settings_.control_address = "0.0.0.0:0";
  const Status status = try_start();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().text(), HasSubstr("--control_token_file"));
  settings_.control_token_file = write_file("token", "secret");
  start();
  EXPECT_EQ(post("/-/reload", {{"Host", "monitor.example"}, {"Authorization", "Bearer secret"}}).status, 200);
}

TEST_F(ControlTest, RefusesToStartWithAnEmptyToken) {
  settings_.control_token_file = write_file("token", " \n");
  EXPECT_FALSE(try_start().ok());
  settings_.control_token_file = folder_ + "/missing";
  EXPECT_FALSE(try_start().ok());
}

TEST_F(ControlTest, BodiesAreBounded) {
  start();
  EXPECT_EQ(post("/-/reload", {{"Content-Length", "99999999"}}).status, 413);
  EXPECT_EQ(post("/-/reload", {{"Transfer-Encoding", "chunked"}}).status, 411);
  const Connection slow(server_->control_port());
  slow.send(request_text("POST", "/-/reload", {{"Content-Length", "5"}}) + "ab");
  EXPECT_EQ(parse_answer(slow.read_all()).status, 408);
  EXPECT_EQ(reloads_, 0);
  const Connection whole(server_->control_port());
  whole.send(request_text("POST", "/-/reload", {{"Content-Length", "20"}}) + "01234567890123456789");
  EXPECT_EQ(parse_answer(whole.read_all()).status, 200);
}

// curl asks so before it sends more than a megabyte, and waits a second for the answer.
TEST_F(ControlTest, AClientThatWaitsIsToldToSendItsBody) {
  start();
  const Connection patient(server_->control_port());
  patient.send(request_text("POST", "/-/reload", {{"Content-Length", "20"}, {"Expect", "100-Continue"}}));
  const std::string expected = "HTTP/1.1 100 Continue\r\n\r\n";
  std::string told(expected.size(), '\0');
  ASSERT_EQ(recv(patient.socket(), told.data(), told.size(), MSG_WAITALL), static_cast<ssize_t>(expected.size()));
  EXPECT_EQ(told, expected);
  patient.send("01234567890123456789");
  EXPECT_EQ(parse_answer(patient.read_all()).status, 200);
  EXPECT_EQ(reloads_, 1);
}

TEST_F(ControlTest, NobodyIsToldToSendABodyThatIsRefused) {
  settings_.control_token_file = write_file("token", "secret");
  start();
  const auto answer = [this](const std::string& length, const std::string& token) {
    return post("/-/reload", {{"Content-Length", length}, {"Expect", "100-continue"}, {"Authorization", "Bearer " + token}}).status;
  };
  EXPECT_EQ(answer("99999999", "secret"), 413);
  EXPECT_EQ(answer("20", "wrong"), 401);
  EXPECT_EQ(answer("0", "secret"), 200);
}

// The answer is known by the head; who has no token must not hold anything with a body that never comes.
TEST_F(ControlTest, OnlyBodiesOfPostsAreReadAtAll) {
  settings_.control_token_file = write_file("token", "secret");
  start();
  const std::map<std::string, int> statuses{{"/-/reload", 405}, {"/api/v1/alerts", 405}, {"/api/v1/pause", 405}, {"/nothing", 404}};
  for (const char* method : {"GET", "PUT", "DELETE"}) {
    for (const auto& [path, status] : statuses) {
      const Connection slow(server_->control_port());
      slow.send(request_text(method, path, {{"Content-Length", "1000000"}}) + "x");
      EXPECT_EQ(parse_answer(slow.read_all()).status, status) << method << " " << path;
    }
    EXPECT_EQ(post("/-/reload", {{"Content-Length", "99999999"}}, method).status, 405) << method;
  }
  const Connection slow(server_->control_port());
  slow.send(request_text("GET", "/-/healthy", {{"Content-Length", "5"}}) + "ab");
  EXPECT_EQ(parse_answer(slow.read_all()).status, 200);
  EXPECT_EQ(reloads_, 0);
}

// What stands in front of us may have read another request out of this one.
TEST_F(ControlTest, RequestsWhoseEndIsInDoubtAreRefused) {
  start();
  EXPECT_EQ(post("/-/reload", {{"Content-Length", "0"}, {"Content-Length", "5"}}).status, 400);
  EXPECT_EQ(post("/-/reload", {{"Content-Length", "0"}, {"content-length", "0"}}).status, 400);
  EXPECT_EQ(post("/-/reload", {{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}).status, 400);
  EXPECT_EQ(post("/-/reload", {{"Host", "localhost"}, {"Host", "example.org"}}).status, 400);
  for (const char* length : {"+5", "0x5", "5, 5", "5 5", "-0"}) {
    EXPECT_EQ(post("/-/reload", {{"Content-Length", length}}).status, 400) << length;
  }
  EXPECT_EQ(reloads_, 0);
}

// Those who mean well send a large one at once; the others would fill the memory.
TEST_F(ControlTest, OnlySoManyLargeBodiesAreHeldAtOnce) {
  start();
  constexpr int kHeld = 4;
  std::vector<Connection> slow;
  for (int i = 0; i < kHeld; ++i) {
    slow.emplace_back(server_->control_port());
    slow.back().send(request_text("POST", "/-/reload", {{"Content-Length", "1000000"}}) + "x");
  }
  // The four are surely being read once a fifth is refused.
  Answer fifth;
  for (int i = 0; i < 100 && fifth.status != 503; ++i) {
    const Connection connection(server_->control_port());
    connection.send(request_text("POST", "/-/reload", {{"Content-Length", "100000"}}) + std::string(100'000, 'x'));
    fifth = parse_answer(connection.read_all());
  }
  EXPECT_EQ(fifth.status, 503);
  EXPECT_EQ(fifth.header("Retry-After"), "1");
  const Connection small(server_->control_port());
  small.send(request_text("POST", "/-/reload", {{"Content-Length", "20"}}) + "01234567890123456789");
  EXPECT_EQ(parse_answer(small.read_all()).status, 200);
  EXPECT_EQ(post("/-/reload").status, 200);
}

TEST_F(ControlTest, TheRateLimitOfReadersDoesNotConcernIt) {
  settings_.web_config_file = write_file("web.yml", "rate_limit: {interval: 1h, burst: 1}\n");
  start();
  EXPECT_EQ(get("/metrics").status, 200);
  EXPECT_EQ(get("/metrics").status, 429);
  EXPECT_EQ(post("/-/reload").status, 200);
  EXPECT_EQ(post("/-/reload").status, 200);
}

TEST_F(ControlTest, ItIsClosedUnlessAskedFor) {
  settings_.control_address.clear();
  start();
  EXPECT_EQ(server_->control_port(), 0);
}

TEST_F(ControlTest, AFloodOfTheControlListenerDoesNotDelayMetrics) {
  start();
  std::vector<Connection> slow;
  for (int i = 0; i < 100; ++i) {
    slow.emplace_back(server_->control_port());
    slow.back().send(request_text("POST", "/-/reload", {{"Content-Length", "1000"}}) + "x");
  }
  EXPECT_EQ(get("/-/healthy").status, 200);
}

}  // namespace
}  // namespace pgmedic::test
