// Who may speak to the webhook over TLS: the token, the client's certificate, its name, and certificates that change while it serves.
#include <gmock/gmock.h>

#include <string>

#include "fault/fault_fixture.h"
#include "support/http_client.h"
#include "support/raw_socket.h"
#include "unit/web/certificates.h"

namespace pgmedic::fault {
namespace {

using test::CertificateAuthority;
using test::CertificateRequest;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kServerNames = "DNS:localhost,IP:127.0.0.1";
constexpr const char* kToken = "a-token-of-the-test";

class ControlAuth : public FaultTest {
 protected:
  void install_server(const CertificateAuthority& authority) const {
    const test::IssuedCertificate issued = authority.issue({"127.0.0.1", kServerNames});
    pki_.write("server.crt", issued.certificate);
    pki_.write("server.key", issued.key, 0600);
    pki_.write("ca.crt", authority.certificate());
  }
  void start(const std::string& more, std::vector<std::string> flags = {}) {
    install_server(authority_);
    flags.push_back("--web_config_file=" +
                    pki_.write("web.yml", "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n" + more));
    start_server();
    start_daemon(configuration(), std::move(flags));
  }
  support::HttpRequest message() {
    support::HttpRequest request;
    request.url = daemon().control_url("/api/v1/alerts");
    request.method = "POST";
    request.headers = {"Content-Type: application/json"};
    request.body = R"({"version":"4","alerts":[]})";
    request.ca_file = (pki_.path() / "ca.crt").string();
    return request;
  }
  support::HttpResponse send_as(const CertificateAuthority& authority, const CertificateRequest& who) {
    const test::IssuedCertificate issued = authority.issue(who);
    support::HttpRequest request = message();
    request.certificate_file = pki_.write("client.crt", issued.certificate);
    request.key_file = pki_.write("client.key", issued.key, 0600);
    return support::http(request);
  }

  support::TempDir pki_;
  CertificateAuthority authority_{"authority"};
};

// Remedies are not configured here: 404 is the answer to somebody who may ask.
constexpr long kLetIn = 404;
constexpr long kNoHandshake = 0;

TEST_F(ControlAuth, TheTokenIsAskedForAndNeverToldBack) {
  start("", {"--control_token_file=" + pki_.write("token", kToken, 0600)});
  EXPECT_EQ(support::http(message()).status, 401);
  for (const std::string& given : {std::string("Bearer wrong"), std::string("Bearer ") + kToken + "x", std::string("Basic ") + kToken,
                                   std::string(kToken), std::string("Bearer "), "Bearer " + std::string(10'000, 'x')}) {
    support::HttpRequest request = message();
    request.headers.push_back("Authorization: " + given);
    const support::HttpResponse answer = support::http(request);
    EXPECT_EQ(answer.status, 401) << given;
    EXPECT_THAT(answer.body, Not(HasSubstr(kToken)));
  }
  support::HttpRequest right = message();
  right.headers.push_back(std::string("Authorization: Bearer ") + kToken);
  EXPECT_EQ(support::http(right).status, kLetIn);
  EXPECT_THAT(daemon().log(), Not(HasSubstr(kToken)));
  EXPECT_TRUE(daemon().shows([](const Page& page) { return page.value("pgmedic_webhook_requests_total", {"code=\"401\""}) == 7; }));
}

TEST_F(ControlAuth, OnlyAKnownClientOfThatNameGetsThrough) {
  start("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n  client_allowed_sans: [alertmanager.example]\n");
  const CertificateAuthority foreign("foreign");
  const std::string name = "DNS:alertmanager.example";
  EXPECT_EQ(support::http(message()).status, kNoHandshake) << "without a certificate";
  EXPECT_EQ(send_as(foreign, {"x", name}).status, kNoHandshake) << "of another authority";
  EXPECT_EQ(send_as(authority_, {"x", name, -20, -10}).status, kNoHandshake) << "expired";
  EXPECT_EQ(send_as(authority_, {"x", name, 5, 10}).status, kNoHandshake) << "not valid yet";
  EXPECT_EQ(send_as(authority_, {"x", "DNS:other.example"}).status, kNoHandshake) << "of another name";
  EXPECT_EQ(send_as(authority_, {"alertmanager.example"}).status, kNoHandshake) << "with the name in the wrong place";
  EXPECT_EQ(send_as(authority_, {"x", name}).status, kLetIn);
}

TEST_F(ControlAuth, CertificatesAreReplacedWhileItServes) {
  start("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
  EXPECT_EQ(send_as(authority_, {"x"}).status, kLetIn);
  // Half a file, as somebody who copies leaves it for a moment: what was in force stays.
  pki_.write("server.crt", "-----BEGIN CERTIFICATE-----\nMIIB");
  daemon().hang_up();
  EXPECT_TRUE(daemon().program().says("reload failed")) << daemon().log();
  EXPECT_EQ(send_as(authority_, {"x"}).status, kLetIn);
  const CertificateAuthority next("next");
  install_server(next);
  daemon().hang_up();
  EXPECT_TRUE(support::eventually([&] { return send_as(next, {"x"}).status == kLetIn; })) << daemon().log();
  EXPECT_EQ(send_as(authority_, {"x"}).status, kNoHandshake) << "the old authority is still believed";
}

std::string bytes_of(std::initializer_list<int> values) {
  std::string bytes;
  for (const int value : values) {
    bytes += static_cast<char>(value);
  }
  return bytes;
}

// The first message of a client that speaks at most 1.1 (minor 2) or 1.2 (minor 3).
std::string client_hello(int minor) {
  const std::string extensions = bytes_of({0x00, 0x0a, 0x00, 0x04, 0x00, 0x02, 0x00, 0x17,                // curve P-256
                                           0x00, 0x0d, 0x00, 0x06, 0x00, 0x04, 0x04, 0x03, 0x08, 0x04});  // ECDSA and PSS
  const std::string ciphers = bytes_of({0xc0, 0x2b, 0xc0, 0x2f, 0xc0, 0x09, 0xc0, 0x13, 0x00, 0x2f});
  const std::string body = bytes_of({0x03, minor}) + std::string(32, 'r') + bytes_of({0x00, 0x00, static_cast<int>(ciphers.size())}) +
                           ciphers + bytes_of({0x01, 0x00, 0x00, static_cast<int>(extensions.size())}) + extensions;
  const std::string hello = bytes_of({0x01, 0x00, 0x00, static_cast<int>(body.size())}) + body;
  return bytes_of({0x16, 0x03, 0x01, 0x00, static_cast<int>(hello.size())}) + hello;
}

TEST_F(ControlAuth, OldTlsIsRefused) {
  start("");
  constexpr char kHandshake = 0x16;
  constexpr char kAlert = 0x15;
  constexpr char kProtocolVersion = 70;
  const auto answer_to = [this](int minor) {
    const support::RawSocket socket(daemon().control_port());
    socket.send(client_hello(minor));
    return socket.receive_all(kPatience);
  };
  const std::string modern = answer_to(3);
  ASSERT_FALSE(modern.empty());
  EXPECT_EQ(modern[0], kHandshake) << "the message itself is wrong, so this test shows nothing";
  const std::string old = answer_to(2);
  ASSERT_EQ(old.size(), 7U);
  EXPECT_EQ(old[0], kAlert);
  EXPECT_EQ(old[6], kProtocolVersion);
}

}  // namespace
}  // namespace pgmedic::fault
