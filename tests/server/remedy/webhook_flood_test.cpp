// More messages than anybody could want, large and small, from many clients at once: what cannot be taken is told to come later, memory
// and the journal stay bounded, and nobody who scrapes notices. How long things take is judged in tests/bench/webhook_flood.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <mutex>

#include "server/remedy/webhook_ground.h"
#include "support/eventually.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr auto kFlood = 10s;
constexpr int kLargeAlerts = 10'000;
constexpr int kLargeClients = 6;
constexpr int kSmallClients = 6;
// 64 MiB of large bodies, 8 MiB of small ones, two of the large ones taken apart.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kMostMemory = 2048U << 20U;  // a sanitizer keeps what was freed, and notes about every byte
#else
constexpr std::size_t kMostMemory = 512U << 20U;
#endif

// As large as Alertmanager makes it: 440 bytes each.
std::string large_message() {
  const std::string annotations(150, 'a');
  std::vector<std::string> alerts;
  for (int i = 0; i < kLargeAlerts; ++i) {
    alerts.push_back(alert_json(stale_labels("table_" + std::to_string(i)) + R"(,"job":"postgres","note":")" + annotations + "\""));
  }
  return message_json(alerts);
}

class Flood {
 public:
  explicit Flood(const WebhookGround& ground) : ground_(ground), end_(std::chrono::steady_clock::now() + kFlood) {}
  void pour(const std::vector<std::string>& messages) {
    for (std::size_t i = 0; std::chrono::steady_clock::now() < end_; ++i) {
      const support::HttpResponse answer = ground_.post(messages[i % messages.size()]);
      const std::lock_guard<std::mutex> lock(mutex_);
      ++answers_[answer.status == 0 ? answer.error : std::to_string(answer.status)];
    }
  }
  bool over() const { return std::chrono::steady_clock::now() >= end_; }
  const std::map<std::string, int>& answers() const { return answers_; }

 private:
  const WebhookGround& ground_;
  const std::chrono::steady_clock::time_point end_;
  std::mutex mutex_;
  std::map<std::string, int> answers_;  // by status, or by what went wrong
};

TEST(WebhookFlood, IsToldToComeLaterAndHarmsNobody) {
  PGMEDIC_NEED_SERVER(15);
  WebhookGround ground;
  ground.make_stale("orders");
  ground.start();
  const std::vector<std::string> large{large_message()};
  ASSERT_GT(large.front().size(), 4'000'000U);
  const std::vector<std::string> small{message_json({alert_json(stale_labels("orders"))}),
                                       message_json({alert_json(stale_labels("orders"), false)}), "no message"};
  Flood flood(ground);
  std::vector<std::future<void>> clients;
  for (int i = 0; i < kLargeClients; ++i) {
    clients.push_back(std::async(std::launch::async, [&] { flood.pour(large); }));
  }
  for (int i = 0; i < kSmallClients; ++i) {
    clients.push_back(std::async(std::launch::async, [&] { flood.pour(small); }));
  }
  int scrapes = 0;
  while (!flood.over()) {
    const support::HttpResponse page = ground.get("/metrics");
    ASSERT_EQ(page.status, 200) << page.error;
    ++scrapes;
  }
  for (std::future<void>& client : clients) {
    client.get();
  }
  EXPECT_GT(scrapes, 0);
  std::string told;
  for (const auto& [answer, count] : flood.answers()) {
    told += answer + ": " + std::to_string(count) + "\n";
    EXPECT_TRUE(answer == "200" || answer == "400" || answer == "503") << answer;
  }
  EXPECT_TRUE(flood.answers().contains("503")) << "there was no flood\n" << told;
  const std::size_t peak = ground.program().stats().peak_resident_bytes;
  EXPECT_LT(peak, kMostMemory) << told;
  RecordProperty("answers", told);
  RecordProperty("scrapes", scrapes);
  RecordProperty("peak_bytes", std::to_string(peak));

  // What was written down: at most one open action for an object, and not without end.
  EXPECT_EQ(ground.journal("SELECT count(*) FROM (SELECT FROM pgmedic.action WHERE ended IS NULL "
                           "GROUP BY remedy, database, schema, \"table\", index HAVING count(*) > 1) AS x"),
            "0");
  EXPECT_LE(std::stol(ground.journal("SELECT count(*) FROM pgmedic.action WHERE state IN ('proposed', 'approved', 'queued', 'guarded')")),
            2000);
  EXPECT_TRUE(ground.program().running());
}

}  // namespace
}  // namespace pgmedic
