#include "web/client_certificate.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>

namespace pgmedic {
namespace {

struct ClientRules {
  bool verify = false;
  std::vector<std::string> allowed_sans;
};

void free_rules(void* /*parent*/, void* rules, CRYPTO_EX_DATA* /*data*/, int /*index*/, long /*argl*/, void* /*argp*/) {
  const std::unique_ptr<ClientRules> owned(static_cast<ClientRules*>(rules));
}

// The slot of the rules in a context; OpenSSL frees them with it.
int rules_slot() {
  static const int kSlot = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &free_rules);
  return kSlot;
}

std::string address_text(const ASN1_OCTET_STRING* address) {
  const int length = ASN1_STRING_length(address);
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = length == 4 ? AF_INET : AF_INET6;
  if ((length != 4 && length != 16) || inet_ntop(family, ASN1_STRING_get0_data(address), text.data(), text.size()) == nullptr) {
    return {};
  }
  return text.data();
}

// A subject alternative name as text; empty for kinds that cannot be allowed.
std::string san_text(const GENERAL_NAME* name) {
  int kind = 0;
  const void* value = GENERAL_NAME_get0_value(name, &kind);
  if (kind == GEN_IPADD) {
    return address_text(static_cast<const ASN1_OCTET_STRING*>(value));
  }
  if (kind != GEN_DNS && kind != GEN_EMAIL && kind != GEN_URI) {
    return {};
  }
  const auto* text = static_cast<const ASN1_IA5STRING*>(value);
  const auto length = static_cast<std::size_t>(ASN1_STRING_length(text));
  std::string out(length, '\0');
  std::copy_n(ASN1_STRING_get0_data(text), length, out.begin());
  return out;
}

bool has_allowed_san(const X509* certificate, const std::vector<std::string>& allowed) {
  const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)), &GENERAL_NAMES_free);
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const std::string text = san_text(sk_GENERAL_NAME_value(names.get(), i));
    if (!text.empty() && std::find(allowed.begin(), allowed.end(), text) != allowed.end()) {
      return true;
    }
  }
  return false;
}

int check_chain(X509_STORE_CTX* store, void* argument) {
  const auto* rules = static_cast<const ClientRules*>(argument);
  if (rules->verify) {
    const int verified = X509_verify_cert(store);
    if (verified != 1) {
      return verified;
    }
  }
  if (!rules->allowed_sans.empty() && !has_allowed_san(X509_STORE_CTX_get0_cert(store), rules->allowed_sans)) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
  }
  if (!rules->verify) {
    X509_STORE_CTX_set_error(store, X509_V_OK);
  }
  return 1;
}

}  // namespace

void check_client_certificates(ssl_ctx_st* context, const TlsConfig& config) {
  const ClientAuth type = config.client_auth;
  int mode = SSL_VERIFY_PEER;
  if (type == ClientAuth::kRequireAny || type == ClientAuth::kRequireAndVerify) {
    mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  }
  auto rules = std::make_unique<ClientRules>();
  rules->verify = type == ClientAuth::kVerifyIfGiven || type == ClientAuth::kRequireAndVerify;
  rules->allowed_sans = config.client_allowed_sans;
  SSL_CTX_set_verify(context, mode, nullptr);
  SSL_CTX_set_cert_verify_callback(context, &check_chain, rules.get());
  SSL_CTX_set_ex_data(context, rules_slot(), rules.release());
}

}  // namespace pgmedic
