#include "web/web_config.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace pgmedic::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

WebConfig parse(const std::string& text) {
  auto config = parse_web_config(text, "/etc/pgmedic/web.yml");
  EXPECT_TRUE(config.ok()) << config.error().text();
  return config.ok() ? *config : WebConfig();
}

std::string fault(const std::string& text) {
  const auto config = parse_web_config(text, "web.yml");
  return config.ok() ? "no error" : config.error().text();
}

TEST(WebConfig, AnEmptyFileAsksForNothing) {
  for (const char* text : {"", "# only a comment\n", "{}\n", "tls_server_config:\nbasic_auth_users:\n"}) {
    const WebConfig config = parse(text);
    EXPECT_FALSE(config.tls.has_value()) << text;
    EXPECT_TRUE(config.users.empty()) << text;
  }
  EXPECT_TRUE(load_web_config("").ok());
}

TEST(WebConfig, EveryKeyIsRead) {
  const WebConfig config = parse(R"(
tls_server_config:
  cert_file: certs/server.crt
  key_file: /keys/server.key
  client_ca_file: ca.crt
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [a.example, 10.0.0.1]
  min_version: TLS12
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]
  prefer_server_cipher_suites: false
  curve_preferences: [X25519, CurveP256]
http_server_config:
  http2: false
  headers: {X-Frame-Options: deny}
basic_auth_users:
  ann: $2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay
rate_limit: {interval: 1s, burst: 20}
)");
  ASSERT_TRUE(config.tls.has_value());
  EXPECT_EQ(config.tls->certificate.file, "/etc/pgmedic/certs/server.crt");
  EXPECT_EQ(config.tls->key.file, "/keys/server.key");
  EXPECT_EQ(config.tls->client_auth, ClientAuth::kRequireAndVerify);
  EXPECT_THAT(config.tls->client_allowed_sans, ElementsAre("a.example", "10.0.0.1"));
  EXPECT_THAT(config.tls->curves, ElementsAre("X25519", "P-256"));
  EXPECT_FALSE(config.tls->prefer_server_cipher_suites);
  EXPECT_FALSE(config.http2_asked);
  EXPECT_EQ(config.users.size(), 1U);
  ASSERT_TRUE(config.rate_limit.has_value());
  EXPECT_EQ(config.rate_limit->burst, 20);
  EXPECT_EQ(config.rate_limit->interval, std::chrono::seconds(1));
}

TEST(WebConfig, AnIntervalOfZeroIsNoRateLimit) {
  EXPECT_FALSE(parse("rate_limit: {interval: 0, burst: 5}\n").rate_limit.has_value());
  EXPECT_FALSE(parse("rate_limit: {interval: 0s, burst: 5}\n").rate_limit.has_value());
}

TEST(WebConfig, UnknownKeysNameTheNearest) {
  EXPECT_THAT(fault("tls_server_confg: {}\n"), AllOf(StartsWith("web.yml:1:1: "), HasSubstr("\"tls_server_config\"")));
  EXPECT_THAT(fault("tls_server_config:\n  cert_file: a\n  key_fil: b\n"), AllOf(StartsWith("web.yml:3:3: "), HasSubstr("\"key_file\"")));
  EXPECT_THAT(fault("http_server_config:\n  headers:\n    X-Frame-Option: deny\n"),
              AllOf(StartsWith("web.yml:3:5: "), HasSubstr("X-Frame-Options")));
  EXPECT_THAT(fault("rate_limit:\n  inteval: 1s\n"), AllOf(StartsWith("web.yml:2:3: "), HasSubstr("interval")));
}

TEST(WebConfig, WrongValuesHaveTheirPosition) {
  const std::string tls = "tls_server_config:\n  cert_file: a\n  key_file: b\n  ";
  EXPECT_THAT(fault(tls + "client_auth_type: RequireAndVerify\n"),
              AllOf(StartsWith("web.yml:4:"), HasSubstr("RequireAndVerifyClientCert")));
  EXPECT_THAT(fault(tls + "min_version: TLS10\n"), AllOf(StartsWith("web.yml:4:"), HasSubstr("TLS12")));
  EXPECT_THAT(fault(tls + "min_version: TLS14\n"), AllOf(StartsWith("web.yml:4:16: "), HasSubstr("TLS12")));
  EXPECT_THAT(fault(tls + "cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA257]\n"),
              AllOf(StartsWith("web.yml:4:19: "), HasSubstr("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")));
  EXPECT_THAT(fault(tls + "curve_preferences: [CurveP257]\n"), AllOf(StartsWith("web.yml:4:23: "), HasSubstr("CurveP256")));
  EXPECT_THAT(fault(tls + "prefer_server_cipher_suites: perhaps\n"), StartsWith("web.yml:4:"));
  EXPECT_THAT(fault("http_server_config:\n  headers:\n    X-Frame-Options: allow\n"), StartsWith("web.yml:3:"));
  EXPECT_THAT(fault("basic_auth_users: [ann]\n"), StartsWith("web.yml:1:"));
  EXPECT_THAT(fault("tls_server_config: yes\n"), StartsWith("web.yml:1:"));
  EXPECT_THAT(fault("a: b: c\n"), StartsWith("web.yml:1:"));
}

TEST(WebConfig, WhatDoesNotFitTogetherIsRefused) {
  EXPECT_THAT(fault("tls_server_config:\n  key_file: b\n"), HasSubstr("cert_file"));
  EXPECT_THAT(fault("tls_server_config:\n  cert_file: a\n"), HasSubstr("key_file"));
  const std::string tls = "tls_server_config:\n  cert_file: a\n  key_file: b\n  ";
  EXPECT_THAT(fault(tls + "cert: x\n"), HasSubstr("exclude each other"));
  EXPECT_THAT(fault(tls + "client_auth_type: RequireAndVerifyClientCert\n"), HasSubstr("client_ca_file"));
  EXPECT_THAT(fault(tls + "client_ca_file: c\n"), HasSubstr("client_auth_type"));
  EXPECT_THAT(fault(tls + "client_allowed_sans: [x]\n"), HasSubstr("RequireAndVerifyClientCert"));
  EXPECT_THAT(fault(tls + "min_version: TLS13\n  max_version: TLS12\n"), HasSubstr("older than min_version"));
}

TEST(WebConfig, AHashIsNeverRepeatedInAMessage) {
  const std::string message = fault("basic_auth_users:\n  ann: plain-password\n");
  EXPECT_THAT(message, StartsWith("web.yml:2:8: "));
  EXPECT_THAT(message, HasSubstr("\"ann\""));
  EXPECT_EQ(message.find("plain-password"), std::string::npos);
}

TEST(WebConfig, APieceOfAHashIsNoUser) {
  const std::string message = fault("basic_auth_users: {ann: hunter,2hunter}\n");
  EXPECT_THAT(message, StartsWith("web.yml:1:"));
  EXPECT_EQ(message.find("hunter"), std::string::npos) << message;
  EXPECT_THAT(fault("basic_auth_users: {2hunter: }\n"), testing::Not(HasSubstr("hunter")));
}

// Basic authentication ends the name at its first colon.
TEST(WebConfig, AUsersNameHasNoColon) {
  const std::string message = fault("basic_auth_users:\n  \"ann:b\": $2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay\n");
  EXPECT_THAT(message, AllOf(StartsWith("web.yml:2:3: "), HasSubstr("no colon")));
  EXPECT_EQ(message.find("ann"), std::string::npos) << "it may be a password";
}

TEST(WebConfig, HugeFilesAndFoldersAreRefused) {
  EXPECT_FALSE(load_web_config("/").ok());
  EXPECT_FALSE(read_small_file("/dev/zero", 1000).ok());
}

}  // namespace
}  // namespace pgmedic::test
