// The web configuration file, in the format of Prometheus's exporter-toolkit: TLS, headers, users, rate limit.
// Thread rule: plain values; free functions. Errors: kInvalid as "file:line:column: what", never with a secret in it.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "web/http.h"

namespace pgmedic {

enum class ClientAuth { kNone, kRequest, kRequireAny, kVerifyIfGiven, kRequireAndVerify };

// A PEM text, inline or in a file that is read at every load.
struct PemSource {
  std::string file;  // as it is opened; empty: inline or absent
  std::string text;  // inline; empty: in the file
  bool given() const { return !file.empty() || !text.empty(); }
};

struct TlsConfig {
  PemSource certificate;
  PemSource key;
  PemSource client_ca;
  ClientAuth client_auth = ClientAuth::kNone;
  std::vector<std::string> client_allowed_sans;
  int min_version = 12;  // 12 or 13
  int max_version = 13;
  std::vector<std::string> cipher_suites;  // IANA names, as Go has them; empty: OpenSSL's default
  bool prefer_server_cipher_suites = true;
  std::vector<std::string> curves;  // OpenSSL's names; empty: its default
};

struct RateLimit {
  std::chrono::milliseconds interval{};
  int burst = 1;
};

struct WebConfig {
  std::optional<TlsConfig> tls;
  bool http2_asked = false;  // written as true: this server has HTTP/1.1 only, which is worth a line in the log
  HeaderList headers;
  std::map<std::string, std::string> users;  // name -> bcrypt hash
  std::optional<RateLimit> rate_limit;
};

// `file` stands in messages, and relative file names are relative to its folder.
Result<WebConfig> parse_web_config(const std::string& text, const std::string& file);
// An empty path gives the default: no TLS, no users.
Result<WebConfig> load_web_config(const std::string& path);

// A whole file, at most max_bytes of it.
Result<std::string> read_small_file(const std::string& path, std::size_t max_bytes = 1U << 20U);

}  // namespace pgmedic
