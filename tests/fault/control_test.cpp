// The control listener among clients that behave badly: they are cut off in time, and others are served all the while.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <vector>

#include "fault/fault_fixture.h"
#include "support/http_client.h"
#include "support/raw_socket.h"

namespace pgmedic::fault {
namespace {

using support::RawSocket;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kHost = "Host: 127.0.0.1\r\n";
constexpr std::size_t kIdle = 1000;

class ControlClients : public FaultTest {
 protected:
  void SetUp() override {
    FaultTest::SetUp();
    if (IsSkipped()) {
      return;
    }
    // A thousand connections are descriptors of this process too.
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    start_server();
    start_daemon();
    begin_bad_day();
  }
  // Somebody who behaves gets what he wants, and scrapes are not disturbed at all.
  void expect_service() {
    support::HttpRequest order;
    order.url = daemon().control_url("/-/reload");
    order.method = "POST";
    order.timeout = kPatience;
    const support::HttpResponse answer = support::http(order);
    EXPECT_EQ(answer.status, 200) << answer.error << answer.body;
    daemon().page();
  }
  RawSocket client(const std::string& bytes) {
    RawSocket socket(daemon().control_port());
    socket.send(bytes);
    return socket;
  }
  std::string answer_to(const std::string& bytes) { return client(bytes).receive_all(kPatience); }
};

std::string post(const std::string& path, const std::string& more) {
  return "POST " + path + " HTTP/1.1\r\n" + kHost + "Content-Type: application/json\r\n" + more;
}

std::size_t answers_in(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("HTTP/1.1 "); at != std::string::npos; at = text.find("HTTP/1.1 ", at + 1)) {
    ++count;
  }
  return count;
}

void expect_closed(const std::vector<RawSocket>& clients) {
  for (const RawSocket& client : clients) {
    ASSERT_TRUE(client.closed_by_peer(kPatience)) << "a client is kept";
  }
}

TEST_F(ControlClients, AThousandThatSayNothing) {
  std::vector<RawSocket> idle;
  for (std::size_t i = 0; i < kIdle; ++i) {
    idle.emplace_back(daemon().control_port());
  }
  expect_service();
  expect_closed(idle);
  idle.clear();
  expect_recovery();
}

TEST_F(ControlClients, WhoseHeadsDoNotEnd) {
  std::vector<RawSocket> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(client("POST /api/v1/alerts HTTP/1.1\r\nHo"));
  }
  for (const RawSocket& one : slow) {
    one.send("s");
  }
  expect_service();
  expect_closed(slow);
  slow.clear();
  expect_recovery();
}

TEST_F(ControlClients, WhoseBodiesDoNotEnd) {
  std::vector<RawSocket> slow;
  for (int i = 0; i < 60; ++i) {
    slow.push_back(client(post("/api/v1/alerts", "Content-Length: 1000\r\n\r\n{")));
    slow.push_back(client(post("/api/v1/alerts", "Content-Length: 1000000\r\n\r\n{")));
  }
  expect_service();
  expect_closed(slow);
  slow.clear();
  EXPECT_TRUE(daemon().shows([](const Page& page) {
    return page.value("pgmedic_webhook_requests_total", {"code=\"408\""}).value_or(0) >= 60 &&
           page.value("pgmedic_webhook_requests_total", {"code=\"503\""}).value_or(0) >= 1;
  })) << "large bodies are held without end, or small ones are not waited for";
  expect_recovery();
}

TEST_F(ControlClients, WhoHideARequestInAnother) {
  const std::string hidden = std::string("POST /-/reload HTTP/1.1\r\n") + kHost + "Content-Length: 0\r\n\r\n";
  const auto reloads = [this] { return daemon().page().value("pgmedic_config_last_reload_success_timestamp_seconds"); };
  const auto before = reloads();
  struct Case {
    const char* name;
    std::string request;
    const char* status;
  };
  ASSERT_TRUE(before.has_value());
  const std::string length = std::to_string(hidden.size());
  for (const Case& one : {
           Case{"length and chunks", post("/api/v1/alerts", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden),
                "400"},
           Case{"chunks and length", post("/api/v1/alerts", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden),
                "400"},
           Case{"chunks", post("/api/v1/alerts", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden), "411"},
           Case{"chunks in disguise", post("/api/v1/alerts", "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden),
                "400"},
           Case{"two lengths", post("/api/v1/alerts", "Content-Length: 0\r\nContent-Length: " + length + "\r\n\r\n" + hidden), "400"},
           Case{"two lengths, the long one first",
                post("/api/v1/alerts", "Content-Length: " + length + "\r\nContent-Length: 0\r\n\r\n" + hidden), "400"},
           Case{"a list of lengths", post("/api/v1/alerts", "Content-Length: 0, 0\r\n\r\n" + hidden), "400"},
           Case{"a length with a sign", post("/api/v1/alerts", "Content-Length: +0\r\n\r\n" + hidden), "400"},
           Case{"a hexadecimal length", post("/api/v1/alerts", "Content-Length: 0x0\r\n\r\n" + hidden), "400"},
           Case{"two hosts", post("/api/v1/alerts", "Host: example.org\r\nContent-Length: 0\r\n\r\n" + hidden), "400"},
           Case{"no length", post("/api/v1/alerts", "\r\n" + hidden), "404"},
           Case{"a body for GET", std::string("GET /-/healthy HTTP/1.1\r\n") + kHost + "Content-Length: 0\r\n\r\n" + hidden, "200"},
       }) {
    const std::string answer = answer_to(one.request);
    EXPECT_THAT(answer, StartsWith(std::string("HTTP/1.1 ") + one.status)) << one.name;
    EXPECT_EQ(answers_in(answer), 1U) << one.name << "\n" << answer;
  }
  EXPECT_EQ(reloads(), before) << daemon().log();
  expect_recovery();
}

TEST_F(ControlClients, WhoDoNotWaitForAnswers) {
  const std::string one = std::string("GET /-/healthy HTTP/1.1\r\n") + kHost + "\r\n";
  const std::string answer = answer_to(one + one + one);
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_EQ(answers_in(answer), 1U) << answer;
  expect_service();
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
