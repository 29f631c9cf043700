// Alertmanager's webhook message: what real ones say, and everything that is none.
#include "web/alert_webhook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace pgmedic {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string recorded(const std::string& name) {
  std::ifstream file(std::string(PGMEDIC_TEST_DATA) + "/alertmanager/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string message(const std::string& alerts, const std::string& version = R"("4")") {
  return R"({"version":)" + version + R"(,"receiver":"hook","truncatedAlerts":0,"alerts":)" + alerts + "}";
}

std::string alert(const std::string& labels, const std::string& status = R"("firing")") {
  return R"({"status":)" + status + R"(,"labels":)" + labels + R"(,"startsAt":"2026-01-01T00:00:00Z","fingerprint":"f"})";
}

std::string problem_of(const std::string& body) {
  const auto parsed = parse_webhook(body);
  return parsed.ok() ? "" : parsed.error().text();
}

TEST(AlertWebhook, ReadsWhatAlertmanagerSends) {
  const auto firing = parse_webhook(recorded("firing.json"));
  ASSERT_TRUE(firing.ok()) << firing.error().text();
  ASSERT_FALSE(firing->alerts.empty());
  for (const WebhookAlert& one : firing->alerts) {
    EXPECT_TRUE(one.firing);
    EXPECT_EQ(one.labels.at("alertname"), "PostgresDown");
    EXPECT_FALSE(one.fingerprint.empty());
    EXPECT_EQ(one.starts_at.back(), 'Z');
  }
  EXPECT_EQ(firing->receiver, "hook");
  const auto resolved = parse_webhook(recorded("resolved.json"));
  ASSERT_TRUE(resolved.ok());
  EXPECT_FALSE(resolved->alerts.front().firing);
}

TEST(AlertWebhook, TellsAResolvedAlertInAFiringMessage) {
  const auto mixed = parse_webhook(recorded("mixed.json"));
  ASSERT_TRUE(mixed.ok());
  ASSERT_EQ(mixed->alerts.size(), 2U);
  EXPECT_TRUE(mixed->alerts[0].firing);
  EXPECT_FALSE(mixed->alerts[1].firing);
}

TEST(AlertWebhook, KeepsLabelsAsTheyAre) {
  const auto parsed =
      parse_webhook(message("[" + alert(R"({"indexrelname":"i\"; DROP TABLE x; --\n","relname":"zażółć \ud83d\ude00"})") + "]"));
  ASSERT_TRUE(parsed.ok()) << parsed.error().text();
  EXPECT_EQ(parsed->alerts[0].labels.at("indexrelname"), "i\"; DROP TABLE x; --\n");
  EXPECT_EQ(parsed->alerts[0].labels.at("relname"), "zażółć 😀");
}

TEST(AlertWebhook, CountsWhatWasTruncated) {
  const auto parsed = parse_webhook(R"({"version":"4","truncatedAlerts":7,"alerts":[]})");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->truncated_alerts, 7U);
}

TEST(AlertWebhook, IgnoresFieldsOfOtherVersions) {
  EXPECT_EQ(
      problem_of(
          R"({"notification_reason":{"alerts":[1,{"status":5}]},"routeLabels":null,"version":"4","alerts":[{"new":[[]],"status":"firing","labels":{}}]})"),
      "");
}

TEST(AlertWebhook, RefusesWhatIsNoMessage) {
  for (const char* body : {"", "[]", "null", "4", "\"x\"", "{", "{}", R"({"version":"4"})", R"({"alerts":[]})",
                           R"({"version":"4","alerts":[]}x)", "{\"version\":\"4\",\"alerts\":[],\"x\":\"\xff\xfe\"}"}) {
    EXPECT_NE(problem_of(body), "") << body;
  }
  EXPECT_THAT(problem_of(message("[]", R"("5")")), HasSubstr("version"));
  EXPECT_THAT(problem_of(message("[]", "4")), HasSubstr("a number where something else"));
  EXPECT_THAT(problem_of(message("{}")), HasSubstr("an object where something else"));
  EXPECT_THAT(problem_of(message("[1]")), HasSubstr("must be an object"));
  EXPECT_THAT(problem_of(message("[[]]")), HasSubstr("must be an object"));
  EXPECT_THAT(problem_of(message("[{}]")), HasSubstr("without status or labels"));
  EXPECT_THAT(problem_of(message("[" + alert("{}", R"("burning")") + "]")), HasSubstr("firing or resolved"));
  EXPECT_THAT(problem_of(message("[" + alert(R"({"a":1})") + "]")), HasSubstr("a number"));
  EXPECT_THAT(problem_of(message("[" + alert(R"({"a":{}})") + "]")), HasSubstr("an object"));
  EXPECT_THAT(problem_of(R"({"version":"4","truncatedAlerts":-1,"alerts":[]})"), HasSubstr("negative"));
}

TEST(AlertWebhook, RefusesTheSameKeyTwice) {
  EXPECT_THAT(problem_of(R"({"version":"4","alerts":[],"alerts":[]})"), HasSubstr("twice"));
  EXPECT_THAT(problem_of(message("[" + alert(R"({"datname":"a","datname":"b"})") + "]")), HasSubstr("twice"));
}

TEST(AlertWebhook, RefusesANulThatNoNameCanHave) {
  EXPECT_THAT(problem_of(message("[" + alert(R"({"relname":"a\u0000b"})") + "]")), HasSubstr("NUL"));
}

TEST(AlertWebhook, BoundsEverything) {
  const std::string bomb = std::string(100'000, '[');
  EXPECT_THAT(problem_of(R"({"version":"4","x":)" + bomb), HasSubstr("deep"));
  std::string objects;
  for (std::size_t i = 0; i <= limits::kWebhookDepth; ++i) {
    objects += R"({"a":)";
  }
  EXPECT_THAT(problem_of(R"({"version":"4","x":)" + objects), HasSubstr("deep"));
  EXPECT_THAT(problem_of(message("[" + alert(R"({"a":")" + std::string(limits::kWebhookLabelBytes + 1, 'x') + "\"}") + "]")),
              HasSubstr("value"));
  std::string labels = "{";
  for (std::size_t i = 0; i <= limits::kWebhookLabels; ++i) {
    labels += (i == 0 ? "\"l" : ",\"l") + std::to_string(i) + "\":\"x\"";
  }
  EXPECT_THAT(problem_of(message("[" + alert(labels + "}") + "]")), HasSubstr("labels"));
  std::string alerts = "[";
  for (std::size_t i = 0; i <= limits::kWebhookAlerts; ++i) {
    alerts += (i == 0 ? "" : ",") + alert("{}");
  }
  EXPECT_THAT(problem_of(message(alerts + "]")), HasSubstr("alerts in one message"));
  EXPECT_THAT(problem_of(std::string(limits::kWebhookBytes + 1, ' ')), HasSubstr("bytes"));
}

TEST(AlertWebhook, TakesTenThousandAlerts) {
  std::string alerts = "[";
  for (int i = 0; i < 10'000; ++i) {
    alerts +=
        (i == 0 ? "" : ",") + alert(R"({"alertname":"PostgresIndexBloat","datname":"app","indexrelname":"i)" + std::to_string(i) + "\"}");
  }
  const auto parsed = parse_webhook(message(alerts + "]"));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->alerts.size(), 10'000U);
  EXPECT_EQ(parsed->alerts.back().labels.at("indexrelname"), "i9999");
}

TEST(AlertWebhook, NeverRepeatsWhatWasSent) {
  for (const std::string& body : {std::string(R"({"version":"4","password":"hunter2" oops)"), message(R"("hunter2")"),
                                  message("[]", R"("hunter2")"), message("[" + alert("{}", R"("hunter2")") + "]")}) {
    EXPECT_THAT(problem_of(body), Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace pgmedic
