#include <gmock/gmock.h>

#include "unit/web/certificates.h"
#include "unit/web/server_fixture.h"

namespace pgmedic::test {
namespace {

using testing::HasSubstr;

constexpr const char* kLocal = "DNS:localhost,IP:127.0.0.1";

class TlsTest : public ServerTest {
 protected:
  TlsTest() {
    fleet_.own_ = {make_part("pgmedic_build_info")};
    fleet_.add("main").parts_ = {make_part("pg_up", 20'000)};
    // The certificates are made with the real time.
    clock_.now_ = std::chrono::system_clock::now();
    install({"first", kLocal});
  }

  // Writes the server's certificate and key.
  void install(const CertificateRequest& request) const {
    const IssuedCertificate issued = authority_.issue(request);
    write_file("server.crt", issued.certificate);
    write_file("server.key", issued.key);
  }
  void configure(const std::string& more = "", const std::string& after = "") {
    write_file("ca.crt", authority_.certificate());
    settings_.web_config_file =
        write_file("web.yml", "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n" + more + after);
  }
  void start_with(const std::string& more = "") {
    configure(more);
    start();
  }
  TlsIdentity nobody() const { return {authority_.certificate(), "", ""}; }
  TlsIdentity client(const CertificateRequest& request) const { return client_of(authority_, request); }
  TlsIdentity client_of(const CertificateAuthority& authority, const CertificateRequest& request) const {
    const IssuedCertificate issued = authority.issue(request);
    return {authority_.certificate(), issued.certificate, issued.key};
  }
  Answer get_tls(const TlsIdentity& identity, const std::string& target = "/-/healthy", const Headers& headers = {}) const {
    return fetch_tls(server_->port(), target, identity, headers);
  }

  CertificateAuthority authority_{"authority"};
};

TEST_F(TlsTest, ServesOverTlsOnly) {
  start_with();
  const Answer answer = get_tls(nobody(), "/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body.size()));
  EXPECT_EQ(answer.server_certificate, "first");
  EXPECT_EQ(get("/-/healthy").status, 0);
  EXPECT_EQ(get_tls(nobody()).status, 200) << "a plain request must not disturb the listener";
}

TEST_F(TlsTest, DiscoveryTellsTheScheme) {
  start_with();
  EXPECT_THAT(get_tls(nobody(), "/targets").body, HasSubstr(R"("__scheme__":"https")"));
}

TEST_F(TlsTest, BothVersionsByDefaultAndOnlyTheNewerWhenAsked) {
  start_with();
  TlsIdentity old = nobody();
  old.max_version = 12;
  EXPECT_EQ(get_tls(old).status, 200);
  configure("  min_version: TLS13\n");
  ASSERT_TRUE(reload().ok());
  EXPECT_EQ(get_tls(old).status, 0);
  EXPECT_EQ(get_tls(nobody()).status, 200);
}

TEST_F(TlsTest, CipherSuitesAndCurvesAreHonoured) {
  start_with("  max_version: TLS12\n  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n  curve_preferences: [CurveP256]\n");
  TlsIdentity identity = nobody();
  identity.cipher = "ECDHE-ECDSA-AES256-GCM-SHA384";
  EXPECT_EQ(get_tls(identity).status, 200);
  identity.cipher = "ECDHE-ECDSA-AES128-GCM-SHA256";
  EXPECT_EQ(get_tls(identity).status, 0);
}

TEST_F(TlsTest, ReloadTakesTheNewCertificate) {
  start_with();
  install({"second", kLocal});
  EXPECT_EQ(get_tls(nobody()).server_certificate, "first");
  ASSERT_TRUE(reload().ok());
  EXPECT_EQ(get_tls(nobody()).server_certificate, "second");
}

TEST_F(TlsTest, ReloadKeepsTheOldCertificateOnError) {
  start_with();
  write_file("server.crt", "no certificate");
  const Status broken = reload();
  ASSERT_FALSE(broken.ok());
  EXPECT_THAT(broken.error().text(), HasSubstr("server.crt"));
  EXPECT_EQ(get_tls(nobody()).server_certificate, "first");
}

TEST_F(TlsTest, ReloadRefusesAKeyOfAnotherCertificate) {
  start_with();
  const auto before = authority_.issue({"other", kLocal});
  write_file("server.key", before.key);
  const Status status = reload();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().text(), HasSubstr("does not belong"));
  EXPECT_EQ(get_tls(nobody()).status, 200);
}

TEST_F(TlsTest, ReloadCannotTurnTlsOff) {
  start_with();
  write_file("web.yml", "");
  const Status status = reload();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().text(), HasSubstr("restart"));
  EXPECT_EQ(get_tls(nobody()).status, 200);
}

TEST_F(TlsTest, AnExpiredServerCertificateIsServedAndTold) {
  install({"old", kLocal, -20, -10});
  start_with();
  EXPECT_THAT(log_.text(), HasSubstr("certificate has expired"));
  EXPECT_EQ(get_tls(nobody()).status, 0) << "a client that verifies refuses it";
  install({"new", kLocal});
  ASSERT_TRUE(reload().ok());
  EXPECT_EQ(get_tls(nobody()).status, 200);
}

TEST_F(TlsTest, ClientsMustShowACertificateOfTheAuthority) {
  start_with("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
  const CertificateAuthority foreign("foreign");
  EXPECT_EQ(get_tls(nobody()).status, 0);
  EXPECT_EQ(get_tls(client_of(foreign, {"intruder"})).status, 0);
  EXPECT_EQ(get_tls(client({"late", "", -20, -10})).status, 0) << "expired";
  EXPECT_EQ(get_tls(client({"prometheus"})).status, 200);
  EXPECT_EQ(get_tls(nobody()).status, 0) << "nothing is resumed";
}

TEST_F(TlsTest, OtherClientPoliciesAreGos) {
  const CertificateAuthority foreign("foreign");
  struct Case {
    const char* type;
    int nobody;
    int foreign;
    int own;
  };
  start_with();
  for (const Case& wanted : {Case{"RequestClientCert", 200, 200, 200}, Case{"RequireAnyClientCert", 0, 200, 200},
                             Case{"VerifyClientCertIfGiven", 200, 0, 200}}) {
    configure(std::string("  client_auth_type: ") + wanted.type + "\n  client_ca_file: ca.crt\n");
    ASSERT_TRUE(reload().ok());
    EXPECT_EQ(get_tls(nobody()).status, wanted.nobody) << wanted.type;
    EXPECT_EQ(get_tls(client_of(foreign, {"x"})).status, wanted.foreign) << wanted.type;
    EXPECT_EQ(get_tls(client({"x"})).status, wanted.own) << wanted.type;
  }
}

TEST_F(TlsTest, ClientsMustHaveAnAllowedName) {
  start_with(
      "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"
      "  client_allowed_sans: [prometheus.local, 10.1.2.3, \"spiffe://x/prom\", ops@example.org]\n");
  EXPECT_EQ(get_tls(client({"prometheus.local"})).status, 0) << "the common name is no SAN";
  EXPECT_EQ(get_tls(client({"a", "DNS:other.local"})).status, 0);
  EXPECT_EQ(get_tls(client({"a", "DNS:other.local,DNS:prometheus.local"})).status, 200);
  EXPECT_EQ(get_tls(client({"a", "IP:10.1.2.3"})).status, 200);
  EXPECT_EQ(get_tls(client({"a", "IP:10.1.2.4"})).status, 0);
  EXPECT_EQ(get_tls(client({"a", "URI:spiffe://x/prom"})).status, 200);
  EXPECT_EQ(get_tls(client({"a", "email:ops@example.org"})).status, 200);
}

TEST_F(TlsTest, InlineCertificatesWork) {
  const auto issued = authority_.issue({"inline", kLocal});
  const auto indent = [](const std::string& pem) {
    std::string out = "    ";
    for (const char c : pem) {
      out += c == '\n' ? std::string("\n    ") : std::string(1, c);
    }
    return out + "\n";
  };
  settings_.web_config_file =
      write_file("web.yml", "tls_server_config:\n  cert: |\n" + indent(issued.certificate) + "  key: |\n" + indent(issued.key));
  start();
  EXPECT_EQ(get_tls(nobody()).server_certificate, "inline");
}

TEST_F(TlsTest, MissingLibrariesAreNamed) {
  configure();
  settings_.tls_library_dir = folder_;
  const Status status = try_start();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().text(), HasSubstr("libcivet_ssl_shim.so"));
  EXPECT_THAT(status.error().text(), HasSubstr(folder_));
}

TEST_F(TlsTest, MissingFilesAreNamed) {
  configure();
  std::filesystem::remove(folder_ + "/server.key");
  const Status status = try_start();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().text(), HasSubstr("server.key"));
}

TEST_F(TlsTest, IdleClientsDoNotStopTheHandshakesOfOthers) {
  settings_.threads = 64;
  start_with();
  std::vector<Connection> idle;
  for (int i = 0; i < 40; ++i) {
    idle.emplace_back(server_->port());
  }
  EXPECT_EQ(get_tls(nobody()).status, 200);
}

TEST_F(TlsTest, ControlListenerAcceptsCertificatesInsteadOfATokenOffLoopback) {
  settings_.control_address = "0.0.0.0:0";
  start_with("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n");
  const Answer answer = fetch_tls(server_->control_port(), "/-/healthy", client({"admin"}), {{"Host", "monitor.example"}});
  EXPECT_EQ(answer.status, 200);
  configure();
  EXPECT_FALSE(reload().ok()) << "the control listener would stand open";
}

}  // namespace
}  // namespace pgmedic::test
