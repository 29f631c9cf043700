#include "web/tls_switch.h"

#include <openssl/ssl.h>

#include <utility>

namespace pgmedic {
namespace {

int say_hello(SSL* connection, int* /*alert*/, void* argument) {
  const auto context = static_cast<const TlsSwitch*>(argument)->current();
  return context->apply(connection) ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_ERROR;
}

}  // namespace

TlsSwitch::TlsSwitch(std::shared_ptr<const TlsContext> first)
    : front_(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free), current_(std::move(first)) {
  SSL_CTX_set_session_cache_mode(front_.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(front_.get(), SSL_OP_NO_TICKET);
  SSL_CTX_set_client_hello_cb(front_.get(), &say_hello, this);
}

void TlsSwitch::set(std::shared_ptr<const TlsContext> next) {
  const std::scoped_lock lock(mutex_);
  current_ = std::move(next);
}

std::shared_ptr<const TlsContext> TlsSwitch::current() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

}  // namespace pgmedic
