#include "web/web_config_tls.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "base/text.h"
#include "catalog/map_reader.h"

namespace pgmedic {
namespace {

template <class Value, std::size_t Size>
using Names = std::array<std::pair<const char*, Value>, Size>;

constexpr Names<ClientAuth, 5> kClientAuth{{{"NoClientCert", ClientAuth::kNone},
                                            {"RequestClientCert", ClientAuth::kRequest},
                                            {"RequireAnyClientCert", ClientAuth::kRequireAny},
                                            {"VerifyClientCertIfGiven", ClientAuth::kVerifyIfGiven},
                                            {"RequireAndVerifyClientCert", ClientAuth::kRequireAndVerify}}};
constexpr Names<int, 2> kVersions{{{"TLS12", 12}, {"TLS13", 13}}};
constexpr Names<const char*, 4> kCurves{{{"CurveP256", "P-256"}, {"CurveP384", "P-384"}, {"CurveP521", "P-521"}, {"X25519", "X25519"}}};

template <class Value, std::size_t Size>
std::vector<std::string> words_of(const Names<Value, Size>& names) {
  std::vector<std::string> words;
  for (const auto& entry : names) {
    words.emplace_back(entry.first);
  }
  return words;
}

// The value of a key that takes one of several words; the fallback when it is absent or wrong.
template <class Value, std::size_t Size>
Value choice(const MapReader& section, const char* key, const Names<Value, Size>& names, Value fallback) {
  const auto index = section.choice(key, words_of(names));
  return index ? names.at(*index).second : fallback;
}

// All suites that this OpenSSL has, by their IANA names.
std::vector<std::string> suite_names() {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  std::vector<std::string> names;
  if (context != nullptr && SSL_CTX_set_cipher_list(context.get(), "ALL") == 1) {
    const STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(context.get());
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
      names.emplace_back(SSL_CIPHER_standard_name(sk_SSL_CIPHER_value(ciphers, i)));
    }
  }
  return names;
}

// Reads the section. Holds what every step needs.
class TlsSection {
 public:
  TlsSection(const YamlNode& node, std::string folder, Reporter& reporter)
      : map_(node, "tls_server_config", keys(), reporter), folder_(std::move(folder)), reporter_(reporter) {}

  TlsConfig parse() {
    tls_.certificate = pem_source("cert", "cert_file");
    tls_.key = pem_source("key", "key_file");
    tls_.client_ca = pem_source("client_ca", "client_ca_file");
    tls_.client_auth = choice(map_, "client_auth_type", kClientAuth, ClientAuth::kNone);
    for (auto& name : map_.list("client_allowed_sans").value_or(std::vector<LocatedText>())) {
      tls_.client_allowed_sans.push_back(std::move(name.text));
    }
    tls_.min_version = version("min_version", tls_.min_version);
    tls_.max_version = version("max_version", tls_.max_version);
    tls_.prefer_server_cipher_suites = map_.boolean("prefer_server_cipher_suites").value_or(true);
    parse_suites();
    parse_curves();
    check_certificates();
    check_clients();
    return std::move(tls_);
  }

 private:
  static std::vector<std::string> keys() {
    return {"cert",
            "cert_file",
            "key",
            "key_file",
            "client_ca",
            "client_ca_file",
            "client_auth_type",
            "client_allowed_sans",
            "min_version",
            "max_version",
            "cipher_suites",
            "prefer_server_cipher_suites",
            "curve_preferences"};
  }

  void fail(const char* key, const std::string& message) { reporter_.report(map_.position(key), message); }

  PemSource pem_source(const char* inline_key, const char* file_key) {
    PemSource source;
    if (map_.has(inline_key)) {
      source.text = map_.find(inline_key)->value.text;
    }
    source.file = map_.text(file_key).value_or("");
    if (!source.file.empty() && !source.text.empty()) {
      fail(inline_key, std::string(inline_key) + " and " + file_key + " exclude each other");
    }
    if (!source.file.empty()) {
      source.file = (std::filesystem::path(folder_) / source.file).string();
    }
    return source;
  }

  int version(const char* key, int fallback) {
    const YamlEntry* entry = map_.find(key);
    if (entry != nullptr && (entry->value.text == "TLS10" || entry->value.text == "TLS11")) {
      reporter_.report(entry->value.at, std::string(key) + ": OpenSSL offers nothing older than TLS12 here");
      return fallback;
    }
    return choice(map_, key, kVersions, fallback);
  }

  void parse_suites() {
    const auto suites = map_.list("cipher_suites");
    if (!suites || suites->empty()) {
      return;
    }
    const auto known = suite_names();
    for (const auto& suite : *suites) {
      if (std::find(known.begin(), known.end(), suite.text) == known.end()) {
        const auto near = nearest_name(suite.text, known);
        const std::string hint = near ? "; did you mean \"" + *near + "\"?" : "";
        reporter_.report(suite.at, "\"" + suite.text + "\" is no cipher suite of this OpenSSL" + hint);
      }
      tls_.cipher_suites.push_back(suite.text);
    }
  }

  void parse_curves() {
    for (const auto& word : map_.list("curve_preferences").value_or(std::vector<LocatedText>())) {
      const auto* found = std::find_if(kCurves.begin(), kCurves.end(), [&](const auto& entry) { return word.text == entry.first; });
      if (found == kCurves.end()) {
        reporter_.report(word.at, unknown_word(word.text, "curve of this OpenSSL", words_of(kCurves)));
      } else {
        tls_.curves.emplace_back(found->second);
      }
    }
  }

  void check_certificates() {
    if (!tls_.certificate.given()) {
      fail("cert_file", "tls_server_config needs cert_file");
    } else if (!tls_.key.given()) {
      fail("key_file", "tls_server_config needs key_file");
    }
    if (tls_.min_version > tls_.max_version) {
      fail("max_version", "max_version is older than min_version");
    }
  }

  void check_clients() {
    const bool verifies = tls_.client_auth == ClientAuth::kVerifyIfGiven || tls_.client_auth == ClientAuth::kRequireAndVerify;
    const bool requires_one = tls_.client_auth == ClientAuth::kRequireAny || tls_.client_auth == ClientAuth::kRequireAndVerify;
    if (verifies && !tls_.client_ca.given()) {
      fail("client_auth_type", "this client_auth_type needs client_ca_file");
    }
    if (tls_.client_auth == ClientAuth::kNone && tls_.client_ca.given()) {
      fail("client_ca_file", "a client CA has no effect without client_auth_type");
    }
    if (!tls_.client_allowed_sans.empty() && !requires_one) {
      fail("client_allowed_sans", "client_allowed_sans needs client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert");
    }
  }

  MapReader map_;
  std::string folder_;
  Reporter& reporter_;
  TlsConfig tls_;
};

}  // namespace

TlsConfig parse_tls_section(const YamlNode& node, const std::string& folder, Reporter& reporter) {
  return TlsSection(node, folder, reporter).parse();
}

}  // namespace pgmedic
