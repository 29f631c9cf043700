// What slow and many clients can and cannot do.
#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "unit/web/server_fixture.h"
#include "web/listener.h"

namespace pgmedic::test {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;

// Far more than an answer takes, far less than waiting for all those clients would take.
constexpr auto kPrompt = 5s;

class LimitsTest : public ServerTest {
 protected:
  LimitsTest() {
    settings_.threads = 256;
    fleet_.own_ = {make_part("pgmedic_build_info")};
    fleet_.add("main").parts_ = {make_part("pg_up", 1000)};
  }
  void expect_prompt_scrape() const {
    const auto started = std::chrono::steady_clock::now();
    EXPECT_EQ(get("/metrics").status, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - started, kPrompt);
  }
};

TEST_F(LimitsTest, AnAddressThatCannotBeListenedOnSaysWhy) {
  start();
  const auto said = [this](const std::string& address) {
    settings_.listen_address = address;
    const Status status = try_start();
    return status.ok() ? "it listens" : status.error().text();
  };
  const std::string taken = "127.0.0.1:" + std::to_string(server_->port());
  EXPECT_EQ(said(taken), "cannot listen on " + taken +
                             ": Address already in use; another program has the port, or another pgmedic: stop it, or take another port");
  // An address for documentation, which no machine has.
  EXPECT_EQ(said("192.0.2.1:0"),
            "cannot listen on 192.0.2.1:0: Cannot assign requested address; this machine does not have that address: take "
            "one that it has, or 0.0.0.0 for all");
  // Root may, and so may everybody where the system says so.
  EXPECT_THAT(said("127.0.0.1:1"), AnyOf("it listens", HasSubstr("Permission denied; ports below 1024 need the capability")));
}

TEST_F(LimitsTest, TwoHundredIdleClientsDoNotDelayAScrape) {
  start();
  std::vector<Connection> idle;
  for (int i = 0; i < 200; ++i) {
    idle.emplace_back(server_->port());
  }
  expect_prompt_scrape();
}

TEST_F(LimitsTest, TwoHundredSlowHeadersDoNotDelayAScrape) {
  start();
  std::vector<Connection> slow;
  for (int i = 0; i < 200; ++i) {
    slow.emplace_back(server_->port());
    slow.back().send("GET /metrics HTTP/1.1\r\nHost: loc");
  }
  expect_prompt_scrape();
}

TEST_F(LimitsTest, TwoHundredSlowBodiesDoNotDelayAScrape) {
  // Far fewer threads than clients: none of them may wait for a body.
  settings_.threads = 16;
  start();
  std::vector<Connection> slow;
  for (int i = 0; i < 200; ++i) {
    slow.emplace_back(server_->port());
    slow.back().send(request_text("POST", "/metrics", {{"Content-Length", "100000"}}) + "x");
  }
  expect_prompt_scrape();
}

TEST_F(LimitsTest, ReadersThatDoNotReadDoNotDelayAScrape) {
  fleet_.targets_.front()->parts_ = {make_part("pg_up", 200'000)};
  start();
  std::vector<Connection> deaf;
  for (int i = 0; i < 30; ++i) {
    deaf.emplace_back(server_->port());
    deaf.back().send(request_text("GET", "/metrics"));
  }
  expect_prompt_scrape();
}

TEST_F(LimitsTest, StoppingIsPromptWithOpenConnections) {
  start();
  std::vector<Connection> idle;
  for (int i = 0; i < 20; ++i) {
    idle.emplace_back(server_->port());
  }
  const auto started = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - started, kPrompt);
}

TEST_F(LimitsTest, TooManyRequestsAtOnceGet503) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::atomic<int> inside{0};
  ListenerSettings settings;
  settings.name = "test";
  settings.address = *parse_listen_address("127.0.0.1:0");
  settings.busy_limit = 2;
  const auto listener = Listener::start(
      settings,
      [&](const HttpRequest&) {
        ++inside;
        released.wait();
        return text_response(200, "done");
      },
      nullptr, log_);
  ASSERT_TRUE(listener.ok());
  const int port = (*listener)->port();
  auto first = std::async(std::launch::async, [port] { return fetch(port, "/").status; });
  auto second = std::async(std::launch::async, [port] { return fetch(port, "/").status; });
  while (inside < 2) {
    std::this_thread::yield();
  }
  const Answer third = fetch(port, "/");
  EXPECT_EQ(third.status, 503);
  EXPECT_EQ(third.header("Retry-After"), "1");
  release.set_value();
  EXPECT_EQ(first.get(), 200);
  EXPECT_EQ(second.get(), 200);
  EXPECT_EQ(fetch(port, "/").status, 200);
}

// Pages and JSON are large: few are made at once, and scrapes and probes do not wait for them.
TEST_F(LimitsTest, AFloodOfFindingsIsBoundedAndDoesNotDelayAScrape) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::atomic<int> inside{0};
  hooks_.health = [&](const TargetView& view) {
    ++inside;
    released.wait();
    return HealthView{view.status(), {}, {}};
  };
  start();
  const int port = server_->port();
  std::vector<std::future<Answer>> flood;
  for (int i = 0; i < 40; ++i) {
    flood.push_back(std::async(std::launch::async, [port] { return fetch(port, "/api/v1/findings"); }));
  }
  while (inside < 2) {
    std::this_thread::yield();
  }
  expect_prompt_scrape();
  for (const char* path : {"/probe?target=main", "/-/healthy", "/-/ready", "/api/v1/actions"}) {
    EXPECT_EQ(get(path).status, 200) << path;
  }
  const Answer late = get("/api/v1/targets");
  EXPECT_EQ(late.status, 503) << "both places are taken";
  EXPECT_EQ(late.header("Retry-After"), "1");
  EXPECT_EQ(inside, 2);
  release.set_value();
  int good = 0;
  for (auto& answer : flood) {
    const int status = answer.get().status;
    good += status == 200 ? 1 : 0;
    EXPECT_THAT(status, AnyOf(200, 503));
  }
  EXPECT_GE(good, 2);
  EXPECT_EQ(get("/api/v1/targets").status, 200);
}

TEST_F(LimitsTest, AHandlerThatThrowsIsAnInternalError) {
  ListenerSettings settings;
  settings.name = "test";
  settings.address = *parse_listen_address("127.0.0.1:0");
  const auto listener = Listener::start(
      settings, [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("inside"); }, nullptr, log_);
  ASSERT_TRUE(listener.ok());
  const Answer answer = fetch((*listener)->port(), "/x");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("inside"), std::string::npos);
  EXPECT_THAT(log_.text(), HasSubstr("inside"));
}

TEST_F(LimitsTest, APortInUseIsNamed) {
  start();
  settings_.listen_address = "127.0.0.1:" + std::to_string(server_->port());
  const auto second = WebServer::start(settings_, fleet_, metrics_, hooks_, clock_, log_);
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().text(), HasSubstr(settings_.listen_address));
}

}  // namespace
}  // namespace pgmedic::test
