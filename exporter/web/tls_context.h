// What a connection needs to speak TLS, made from the web configuration: certificate, key, and whom it lets in.
// Thread rule: immutable after it was made; shared by pointer. Errors: kInvalid, naming the file.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "web/web_config.h"

// OpenSSL's, opaque here.
struct ssl_ctx_st;
struct ssl_st;

namespace pgmedic {

class TlsContext {
 public:
  // Reads the files. The key must fit the certificate; an expired certificate is served all the same: see expiry().
  static Result<std::shared_ptr<const TlsContext>> make(const TlsConfig& config);

  // Makes a connection that has just said hello use this one, whichever it was made from.
  bool apply(ssl_st* connection) const;
  // When the server's certificate expires.
  WallTime expiry() const { return expiry_; }
  // Every client shows a certificate that our CA signed.
  bool verifies_every_client() const { return config_.client_auth == ClientAuth::kRequireAndVerify; }

 private:
  explicit TlsContext(TlsConfig config) : config_(std::move(config)) {}
  Status load_certificate();
  Status load_key();
  Status set_protocol();
  Status set_clients();

  TlsConfig config_;
  std::shared_ptr<ssl_ctx_st> context_;
  WallTime expiry_;
};

}  // namespace pgmedic
