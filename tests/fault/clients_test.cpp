// Clients that behave badly, and a certificate that nobody renewed.
#include <vector>

#include "fault/fault_fixture.h"
#include "support/http_client.h"
#include "support/raw_socket.h"
#include "unit/web/certificates.h"

namespace pgmedic::fault {
namespace {

constexpr int kCrowd = 200;

class BadClients : public FaultTest {
 protected:
  // Scrapes go on, prompt, while those connections are open, and the server is polled.
  void expect_undisturbed() {
    EXPECT_TRUE(daemon().renews("stat_database"));
    EXPECT_EQ(support::http_get(daemon().url("/-/healthy")).status, 200);
  }
};

TEST_F(BadClients, ThatSayNothingDoNotDelayAScrape) {
  start_server();
  start_daemon();
  begin_bad_day();
  {
    std::vector<support::RawSocket> idle;
    for (int i = 0; i < kCrowd; ++i) {
      idle.emplace_back(daemon().port());
    }
    expect_undisturbed();
    for (const support::RawSocket& client : idle) {
      EXPECT_TRUE(client.closed_by_peer(kPatience)) << "an idle client is kept";
    }
  }
  expect_recovery();
}

TEST_F(BadClients, WithBodiesThatNeverEndDoNotDelayAScrape) {
  start_server();
  start_daemon();
  begin_bad_day();
  {
    std::vector<support::RawSocket> slow;
    for (int i = 0; i < kCrowd; ++i) {
      const bool control = i % 2 == 0;
      slow.emplace_back(control ? daemon().control_port() : daemon().port());
      slow.back().send("POST " + std::string(control ? "/-/reload" : "/metrics") +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\na");
    }
    for (const support::RawSocket& client : slow) {
      client.send("a");
    }
    expect_undisturbed();
  }
  expect_recovery();
}

// Prometheus may be told not to look at the date; whoever looks is told by TLS. pgmedic itself goes on and says so.
TEST_F(BadClients, AreServedWithAnExpiredCertificateWhenTheyDoNotMind) {
  const support::TempDir pki;
  const test::CertificateAuthority authority("test");
  const test::IssuedCertificate expired = authority.issue({"127.0.0.1", "IP:127.0.0.1", -10, -1});
  const std::string ca = pki.write("ca.pem", authority.certificate());
  pki.write("certificate.pem", expired.certificate);
  pki.write("key.pem", expired.key, 0600);
  const std::string web = pki.write("web.yml", "tls_server_config:\n  cert_file: certificate.pem\n  key_file: key.pem\n");
  start_server();
  start_daemon(configuration(), {"--web_config_file=" + web});
  begin_bad_day();
  EXPECT_TRUE(daemon().program().says("expired")) << daemon().log();
  support::HttpRequest strict;
  strict.url = daemon().url();
  strict.ca_file = ca;
  EXPECT_EQ(support::http(strict).status, 0) << "the client does not look at the date, so this test shows nothing";
  strict.verify = false;
  EXPECT_EQ(support::http(strict).status, 200);
  expect_recovery();
}

}  // namespace
}  // namespace pgmedic::fault
