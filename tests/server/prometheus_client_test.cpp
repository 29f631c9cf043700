// The guards' questions to a real Prometheus, which scrapes a page that the test writes.
#include <gmock/gmock.h>

#include "support/eventually.h"
#include "support/page_server.h"
#include "support/prometheus_server.h"
#include "support/raw_socket.h"
#include "unit/web/certificates.h"
#include "web/outside_client.h"

namespace pgmedic {
namespace {

using support::eventually;
using support::http_answer;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// bcrypt of "s3cret-word".
constexpr const char* kPasswordHash = "$2b$05$abcdefghijklmnopqrstuuEpHRRKIlpAGo.iP7Bpa.htQEJMAAnRe";

std::string scraping(int port) {
  return "global: {scrape_interval: 500ms, scrape_timeout: 500ms}\nscrape_configs:\n- job_name: page\n  static_configs: [{targets: "
         "['127.0.0.1:" +
         std::to_string(port) + "']}]\n";
}

class PrometheusClientTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!support::PrometheusServer::available()) {
      GTEST_SKIP() << support::PrometheusServer::unavailable_reason();
    }
  }
  void start(support::PrometheusSettings settings = {}) {
    settings.configuration = scraping(page_.port());
    prometheus_ = std::make_unique<support::PrometheusServer>(std::move(settings));
    source_.url = prometheus_->url("");
    source_.timeout = 10s;
  }
  void show(const std::string& text) {
    page_.answer_with([text](const std::string&) { return http_answer(200, text, "Content-Type: text/plain; version=0.0.4\r\n"); });
  }
  AskOutside asks() {
    return [this](const OutsideQuestion& question) { return client_->ask(question, given_up_); };
  }
  Result<Reading> number(const std::string& query) { return ask_number(asks(), source_, query, clock_.wall_now()); }
  std::string error(const std::string& query) {
    const Result<Reading> reading = number(query);
    return reading ? "no error but " + std::to_string(reading->value) : reading.error().text();
  }
  bool comes(const std::string& query) {
    return eventually([&] { return number(query).ok(); }, 30s);
  }
  std::string objection(const std::string& query) {
    const Result<Truth> truth = ask_truth(asks(), source_, query, clock_.wall_now());
    return truth ? truth->objection : "error: " + truth.error().text();
  }

  SystemClock clock_;
  support::TempDir directory_;
  support::PageServer page_{[](const std::string&) { return http_answer(200); }};
  std::unique_ptr<support::PrometheusServer> prometheus_;
  std::shared_ptr<const Outside> client_ = make_outside_client(clock_);
  std::atomic<bool> given_up_{false};
  PrometheusSource source_;
};

TEST_F(PrometheusClientTest, GivesOneFiniteNumberOrSaysWhyNot) {
  show("backup{stanza=\"main\"} 1795000000\nfree{disk=\"a\"} 1\nfree{disk=\"b\"} 2\nodd NaN\n");
  start();
  ASSERT_TRUE(comes("backup")) << error("backup");
  EXPECT_EQ(number("backup{stanza=\"main\"}")->value, 1'795'000'000);
  EXPECT_EQ(number("min(free)")->value, 1);
  EXPECT_EQ(number("42")->value, 42);
  EXPECT_THAT(error("backup{stanza=\"other\"}"), HasSubstr("gives no series"));
  EXPECT_THAT(error("free"), HasSubstr("gives 2 series"));
  EXPECT_THAT(error("odd"), HasSubstr("gives no finite number"));
  EXPECT_THAT(error("1 / 0"), HasSubstr("gives no finite number"));
  EXPECT_THAT(error("backup[5m]"), HasSubstr("a range like [5m] needs a function around it"));
  EXPECT_THAT(error("backup{"), AllOf(HasSubstr("the expression backup{: Prometheus says: "), HasSubstr("parse error")));
  EXPECT_EQ(number("backup # and a comment")->value, 1'795'000'000);
}

TEST_F(PrometheusClientTest, JudgesWhetherAnExpressionHolds) {
  show("errors 0\nlimit 1\n");
  start();
  ASSERT_TRUE(comes("errors")) << error("errors");
  EXPECT_EQ(objection("errors < limit"), "");
  EXPECT_EQ(objection("errors < bool limit"), "");
  EXPECT_EQ(objection("errors > limit"), "gives no series");
  EXPECT_EQ(objection("errors > bool limit"), "is false");
  EXPECT_EQ(objection("errors"), "is false");
  EXPECT_THAT(objection("errors <"), HasSubstr("error: the expression errors <: Prometheus says"));
}

TEST_F(PrometheusClientTest, TakesNoOldSampleAndNoneOfAGoneTarget) {
  const auto three_minutes_ago = std::chrono::duration_cast<Milliseconds>(clock_.wall_now().time_since_epoch() - 3min).count();
  show("fresh 1\nold 1 " + std::to_string(three_minutes_ago) + "\n");
  start();
  ASSERT_TRUE(comes("fresh")) << error("fresh");
  EXPECT_THAT(error("old"), AllOf(HasSubstr("the expression old is 3 min"), HasSubstr("remedies.prometheus.max_age")));
  source_.max_age = 10min;
  EXPECT_EQ(number("old")->value, 1);
  EXPECT_LT(number("old")->at, number("fresh")->at);
  page_.answer_with([](const std::string&) { return http_answer(500); });
  EXPECT_TRUE(eventually([&] { return error("fresh").find("gives no series") != std::string::npos; }, 30s)) << error("fresh");
}

TEST_F(PrometheusClientTest, SpeaksTlsAsAUserAndTellsNoSecret) {
  const test::CertificateAuthority authority("the authority");
  const test::CertificateAuthority stranger("a stranger");
  const test::IssuedCertificate issued = authority.issue({"prometheus", "IP:127.0.0.1"});
  support::PrometheusSettings settings;
  settings.files = {{"server.crt", issued.certificate}, {"server.key", issued.key}};
  settings.web_configuration =
      std::string("tls_server_config: {cert_file: server.crt, key_file: server.key}\nbasic_auth_users: {medic: '") + kPasswordHash + "'}\n";
  settings.access.ca_file = directory_.write("ca.pem", authority.certificate());
  settings.access.basic_auth = "medic:s3cret-word";
  start(settings);

  source_.username = "medic";
  source_.password_file = directory_.write("password", "s3cret-word\n");
  source_.ca_file = settings.access.ca_file;
  EXPECT_EQ(error("1"), "no error but 1.000000");
  directory_.write("password", "wr0ng-word");
  EXPECT_THAT(error("1"), AllOf(HasSubstr("Prometheus lets us not in, with HTTP status 401"), Not(HasSubstr("wr0ng"))));
  directory_.write("password", "s3cret-word");
  EXPECT_TRUE(number("1").ok()) << "the file is read anew";
  source_.ca_file = directory_.write("stranger.pem", stranger.certificate());
  EXPECT_THAT(error("1"), AllOf(HasSubstr("cannot ask https://127.0.0.1:"), HasSubstr("tls_config.ca_file"), Not(HasSubstr("s3cret"))));
  source_.ca_file.clear();
  EXPECT_THAT(error("1"), HasSubstr("tls_config.ca_file")) << "the system knows no such authority";
  source_.ca_file = "/no/such/file";
  EXPECT_THAT(error("1"), HasSubstr("tls_config.ca_file"));
}

TEST_F(PrometheusClientTest, WaitsForNobodyWhoIsSilent) {
  const support::SilentListener silent;
  source_.url = "http://127.0.0.1:" + std::to_string(silent.port());
  source_.timeout = 200ms;
  EXPECT_THAT(error("1"), HasSubstr("no answer within its timeout"));
}

}  // namespace
}  // namespace pgmedic
