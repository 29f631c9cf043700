// Whom a TLS handshake lets in: client_auth_type and client_allowed_sans of the web configuration.
// Thread rule: set up once for a context; OpenSSL calls the check from any thread.
#pragma once

#include "web/web_config.h"

struct ssl_ctx_st;

namespace pgmedic {

// Makes the context ask for certificates and check them. The rules live as long as the context.
void check_client_certificates(ssl_ctx_st* context, const TlsConfig& config);

}  // namespace pgmedic
