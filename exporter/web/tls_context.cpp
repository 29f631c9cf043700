#include "web/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <ctime>
#include <string_view>

#include "web/client_certificate.h"

namespace pgmedic {
namespace {

using Bio = std::unique_ptr<BIO, int (*)(BIO*)>;
using Certificate = std::unique_ptr<X509, void (*)(X509*)>;

// What OpenSSL has to say, short; its queue is empty afterwards.
std::string openssl_reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  std::string text = reason == nullptr ? "no reason given" : reason;
  ERR_clear_error();
  return text;
}

std::string source_name(const PemSource& source, const char* inline_name) {
  return source.file.empty() ? std::string("tls_server_config.") + inline_name : source.file;
}

Error bad_pem(const PemSource& source, const char* inline_name, const std::string& why) {
  return {ErrorCode::kInvalid, source_name(source, inline_name) + ": " + why + " (" + openssl_reason() + ")",
          "give it as PEM, the server's own certificate first"};
}

Result<Bio> open_pem(const PemSource& source) {
  std::string text = source.text;
  if (!source.file.empty()) {
    auto read = read_small_file(source.file);
    if (!read.ok()) {
      return read.error();
    }
    text = std::move(*read);
  }
  Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  BIO_write(bio.get(), text.data(), static_cast<int>(text.size()));
  OPENSSL_cleanse(text.data(), text.size());
  return bio;
}

Certificate read_certificate(BIO* bio) {
  return {PEM_read_bio_X509(bio, nullptr, nullptr, nullptr), &X509_free};
}

// An encrypted key must not make OpenSSL ask on the terminal.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) {
  return -1;
}

WallTime not_after(const X509* certificate) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) {
    return {};
  }
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

int protocol_number(int version) {
  return version == 13 ? TLS1_3_VERSION : TLS1_2_VERSION;
}

// Splits suites into OpenSSL's two lists and sets them.
bool set_suites(SSL_CTX* context, const std::vector<std::string>& suites) {
  std::string older;
  std::string newer;
  for (const auto& suite : suites) {
    const std::string_view name = OPENSSL_cipher_name(suite.c_str());
    std::string& list = name.rfind("TLS_", 0) == 0 ? newer : older;
    list.append(list.empty() ? "" : ":").append(name);
  }
  return (older.empty() || SSL_CTX_set_cipher_list(context, older.c_str()) == 1) &&
         (newer.empty() || SSL_CTX_set_ciphersuites(context, newer.c_str()) == 1);
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsConfig& config) {
  ERR_clear_error();
  std::shared_ptr<TlsContext> made(new TlsContext(config));
  made->context_.reset(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  if (made->context_ == nullptr) {
    return Error{ErrorCode::kInternal, "OpenSSL makes no TLS context: " + openssl_reason()};
  }
  for (const auto step : {&TlsContext::load_certificate, &TlsContext::load_key, &TlsContext::set_protocol, &TlsContext::set_clients}) {
    if (auto status = (made.get()->*step)(); !status.ok()) {
      return status.error();
    }
  }
  return std::shared_ptr<const TlsContext>(std::move(made));
}

Status TlsContext::load_certificate() {
  auto bio = open_pem(config_.certificate);
  if (!bio.ok()) {
    return bio.error();
  }
  const Certificate leaf = read_certificate(bio->get());
  if (leaf == nullptr || SSL_CTX_use_certificate(context_.get(), leaf.get()) != 1) {
    return bad_pem(config_.certificate, "cert", "is no certificate");
  }
  expiry_ = not_after(leaf.get());
  for (Certificate next = read_certificate(bio->get()); next != nullptr; next = read_certificate(bio->get())) {
    SSL_CTX_add1_chain_cert(context_.get(), next.get());
  }
  ERR_clear_error();  // the end of the file
  return {};
}

Status TlsContext::load_key() {
  auto bio = open_pem(config_.key);
  if (!bio.ok()) {
    return bio.error();
  }
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(PEM_read_bio_PrivateKey(bio->get(), nullptr, &no_password, nullptr),
                                                           &EVP_PKEY_free);
  if (key == nullptr) {
    return bad_pem(config_.key, "key", "is no private key without a passphrase");
  }
  if (SSL_CTX_use_PrivateKey(context_.get(), key.get()) != 1 || SSL_CTX_check_private_key(context_.get()) != 1) {
    return bad_pem(config_.key, "key", "does not belong to the certificate");
  }
  return {};
}

Status TlsContext::set_protocol() {
  SSL_CTX* context = context_.get();
  SSL_CTX_set_min_proto_version(context, protocol_number(config_.min_version));
  SSL_CTX_set_max_proto_version(context, protocol_number(config_.max_version));
  // A resumed session would skip the check of the client's certificate, and outlive a reload.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  if (config_.prefer_server_cipher_suites) {
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  }
  if (!set_suites(context, config_.cipher_suites)) {
    return Error{ErrorCode::kInvalid, "tls_server_config.cipher_suites: OpenSSL refuses them: " + openssl_reason(),
                 "leave the key out for OpenSSL's own choice"};
  }
  return {};
}

Status TlsContext::set_clients() {
  if (config_.client_auth == ClientAuth::kNone) {
    return {};
  }
  if (config_.client_ca.given()) {
    auto bio = open_pem(config_.client_ca);
    if (!bio.ok()) {
      return bio.error();
    }
    int count = 0;
    for (Certificate next = read_certificate(bio->get()); next != nullptr; next = read_certificate(bio->get()), ++count) {
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), next.get());
      SSL_CTX_add_client_CA(context_.get(), next.get());
    }
    if (count == 0) {
      return bad_pem(config_.client_ca, "client_ca", "is no certificate");
    }
    ERR_clear_error();
  }
  check_client_certificates(context_.get(), config_);
  return {};
}

bool TlsContext::apply(ssl_st* connection) const {
  SSL_CTX* context = context_.get();
  if (SSL_set_SSL_CTX(connection, context) == nullptr) {
    return false;
  }
  // SSL_set_SSL_CTX takes certificate, CA and cipher list along, but not these.
  SSL_clear_options(connection, SSL_get_options(connection));
  SSL_set_options(connection, SSL_CTX_get_options(context));
  SSL_set_num_tickets(connection, 0);
  SSL_set_verify(connection, SSL_CTX_get_verify_mode(context), SSL_CTX_get_verify_callback(context));
  std::string curves;  // no const char* below: OpenSSL's macro would cast the const away
  for (const auto& curve : config_.curves) {
    curves += (curves.empty() ? "" : ":") + curve;
  }
  return SSL_set_min_proto_version(connection, protocol_number(config_.min_version)) == 1 &&
         SSL_set_max_proto_version(connection, protocol_number(config_.max_version)) == 1 &&
         (curves.empty() || SSL_set1_groups_list(connection, curves.data()) == 1);
}

}  // namespace pgmedic
