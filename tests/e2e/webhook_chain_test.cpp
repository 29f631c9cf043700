// The real Alertmanager at the real webhook: two of them that do not know each other, answers that it repeats after and answers that it
// does not, groups that it cuts, and certificates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "server/remedy/webhook_ground.h"
#include "support/alertmanager_server.h"
#include "support/eventually.h"
#include "unit/web/certificates.h"

namespace pgmedic::e2e {
namespace {

using namespace std::chrono_literals;
using support::AlertmanagerServer;
using support::eventually;

constexpr auto kPatience = 60s;

class WebhookChain : public testing::Test {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    if (!AlertmanagerServer::available()) {
      ASSERT_FALSE(support::servers_required()) << AlertmanagerServer::unavailable_reason();
      GTEST_SKIP() << AlertmanagerServer::unavailable_reason();
    }
    ground_ = std::make_unique<WebhookGround>();
    ground_->make_stale("orders");
  }
  WebhookGround& ground() { return *ground_; }

  // An Alertmanager that tells pgmedic alone. more: of the webhook; interval: of its groups.
  std::unique_ptr<AlertmanagerServer> alertmanager(const std::string& more = "", const std::string& interval = "1s",
                                                   std::map<std::string, std::string> files = {}) const {
    return std::make_unique<AlertmanagerServer>(
        support::AlertmanagerSettings{"route: {receiver: pgmedic, group_by: [alertname], group_wait: 0s, group_interval: " + interval +
                                          ", repeat_interval: 1h}\nreceivers: [{name: pgmedic, webhook_configs: [{url: \"" +
                                          ground_->alerts_url() + "\"" + more + "}]}]\n",
                                      std::move(files)});
  }
  static void tell(const AlertmanagerServer& server, const std::vector<std::string>& labels) {
    std::string alerts;
    for (const std::string& one : labels) {
      alerts += (alerts.empty() ? "" : ",") + (R"({"labels":{)" + one + "}}");
    }
    const support::HttpResponse answer =
        support::http_post(server.url("/api/v2/alerts"), "[" + alerts + "]", {"Content-Type: application/json"});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  // Notifications that Alertmanager gave up.
  static double given_up(const AlertmanagerServer& server) {
    const std::string page = support::http_get(server.url("/metrics")).body;
    const std::string series = "\nalertmanager_notifications_failed_total{integration=\"webhook\"} ";
    const std::size_t at = page.find(series);
    return at == std::string::npos ? -1 : std::stod(page.substr(at + series.size()));
  }
  double requests(const std::string& code) const {
    return ground_->metric("pgmedic_webhook_requests_total{code=\"" + code + "\"}").value_or(0);
  }
  double alerts(const std::string& outcome) const {
    return ground_->metric("pgmedic_webhook_alerts_total{outcome=\"" + outcome + "\"}").value_or(0);
  }

  std::unique_ptr<WebhookGround> ground_;
};

TEST_F(WebhookChain, TwoAlertmanagersThatHaveLostEachOtherAreOneAction) {
  ground().start({"  mode: auto\n  nominate: [alerts]\n", "", {}});
  const auto first = alertmanager();
  const auto second = alertmanager();
  tell(*first, {stale_labels("orders")});
  tell(*second, {stale_labels("orders")});
  EXPECT_TRUE(eventually([&] { return alerts("accepted") + alerts("duplicate") >= 2; }, kPatience)) << ground().program().err();
  EXPECT_TRUE(eventually([&] { return ground().actions("state = 'succeeded'") == "1"; }, kPatience))
      << ground().get("/api/v1/actions").body;
  EXPECT_TRUE(eventually([&] { return alerts("accepted") == 1; }, kPatience));
  EXPECT_EQ(ground().actions(), "1");
}

TEST_F(WebhookChain, WhatCouldNotBeWrittenDownIsToldAgain) {
  ground().start();
  const auto server = alertmanager("", "1h");  // nothing but repeating brings it back in time
  ground().server().server().stop();
  tell(*server, {stale_labels("orders")});
  ASSERT_TRUE(eventually([&] { return requests("503") >= 2; }, kPatience)) << server->log();
  ground().server().server().start();
  EXPECT_TRUE(eventually([&] { return requests("200") >= 1; }, kPatience)) << server->log() << ground().program().err();
  EXPECT_EQ(ground().actions(), "1");
  EXPECT_EQ(given_up(*server), 0);
}

TEST_F(WebhookChain, WhatIsWrongIsGivenUpWithAReasonAndDoesNotStopOthers) {
  ground().start();
  const auto server = alertmanager("", "1h");
  tell(*server, {R"("alertname":"TooLong","relname":")" + std::string(2000, 'x') + "\""});
  ASSERT_TRUE(eventually([&] { return given_up(*server) >= 1; }, kPatience)) << server->log();
  EXPECT_TRUE(eventually([&] { return requests("400") == 1; }, kPatience));
  EXPECT_TRUE(eventually([&] { return server->log().find("a label's value of more than 1024 bytes") != std::string::npos; }))
      << server->log();
  tell(*server, {stale_labels("orders")});
  EXPECT_TRUE(eventually([&] { return ground().actions() == "1"; }, kPatience)) << ground().program().err();
  EXPECT_TRUE(eventually([&] { return requests("400") == 1; }, kPatience));
}

// Alertmanager gives up after max(group_interval, 10 s), and what it sent meanwhile is answered when we come to ourselves.
TEST_F(WebhookChain, AFrozenProgramIsToldAgain) {
  ground().start();
  const auto server = alertmanager();
  ground().program().signal(SIGSTOP);
  tell(*server, {stale_labels("orders")});
  ASSERT_TRUE(eventually([&] { return given_up(*server) >= 1; }, kPatience)) << server->log();
  ground().program().signal(SIGCONT);
  EXPECT_TRUE(eventually([&] { return requests("200") >= 1; }, kPatience)) << server->log();
  EXPECT_TRUE(eventually([&] { return ground().actions() == "1"; }, kPatience));
  EXPECT_TRUE(eventually([&] { return alerts("accepted") == 1; }, kPatience));
}

TEST_F(WebhookChain, WhatAGroupHidesIsFoundAllTheSame) {
  const std::vector<std::string> tables{"orders", "customers", "items", "payments", "returns"};
  std::vector<std::string> labels;
  for (const std::string& table : tables) {
    if (table != "orders") {
      ground().make_stale(table);
    }
    labels.push_back(stale_labels(table));
  }
  ground().start({"  mode: propose\n  nominate: [alerts]\n", "", {}});
  const auto server = alertmanager(", max_alerts: 3");
  tell(*server, labels);
  ASSERT_TRUE(eventually([&] { return ground().actions() == "3"; }, kPatience)) << server->log();
  EXPECT_TRUE(eventually([&] { return ground().metric("pgmedic_webhook_truncated_alerts_total") == 2; }));
  EXPECT_EQ(ground().actions(), "3");
  // The same with its own findings: nobody is forgotten.
  ground().stop();
  ground().start({"  mode: propose\n  nominate: [alerts, findings]\n",
                  "collectors: {override: {table_statistics: {interval: 2s}}}\n"
                  "checks: {PostgresStaleStatistics: {warning: 1s, when: {changed: 100}}}\n",
                  {}});
  EXPECT_TRUE(eventually([&] { return ground().actions("trigger = 'finding'") == "2"; }, kPatience)) << ground().program().err();
  EXPECT_EQ(ground().actions(), "5");
}

TEST_F(WebhookChain, AlertmanagerShowsItsCertificateAndItsToken) {
  const support::TempDir pki;
  const test::CertificateAuthority authority("authority");
  const test::IssuedCertificate ours = authority.issue({"127.0.0.1", "IP:127.0.0.1"});
  const test::IssuedCertificate theirs = authority.issue({"x", "DNS:alertmanager.example"});
  pki.write("ca.crt", authority.certificate());
  pki.write("server.crt", ours.certificate);
  pki.write("server.key", ours.key, 0600);
  WebhookSettings settings;
  settings.scheme = "https";
  settings.flags = {"--control_token_file=" + pki.write("token", "secret-of-the-test", 0600),
                    "--web_config_file=" + pki.write("web.yml",
                                                     "tls_server_config: {cert_file: server.crt, key_file: server.key, client_auth_type: "
                                                     "VerifyClientCertIfGiven, client_ca_file: ca.crt}\n")};
  ground().start(settings);
  const auto server = alertmanager(
      ", http_config: {authorization: {type: Bearer, credentials_file: token}, tls_config: {ca_file: ca.crt, cert_file: client.crt, "
      "key_file: "
      "client.key}}",
      "1s",
      {{"ca.crt", authority.certificate()},
       {"client.crt", theirs.certificate},
       {"client.key", theirs.key},
       {"token", "secret-of-the-test"}});
  tell(*server, {stale_labels("orders")});
  EXPECT_TRUE(eventually([&] { return ground().actions() == "1"; }, kPatience)) << server->log() << ground().program().err();
  EXPECT_EQ(requests("401"), 0);
}

}  // namespace
}  // namespace pgmedic::e2e
