/* Debian 12's CivetWeb loads "libssl.so" by name and needs SSL_get_peer_certificate, which OpenSSL 3 exports no more. This
 * library has that SONAME, rests on libssl.so.3 and adds the missing function; the loader then finds it already loaded. */
#include <openssl/ssl.h>

#undef SSL_get_peer_certificate
/* NOLINTBEGIN(readability-identifier-naming): OpenSSL's name */
X509* SSL_get_peer_certificate(const SSL* ssl);
X509* SSL_get_peer_certificate(const SSL* ssl) { return SSL_get1_peer_certificate(ssl); }
/* NOLINTEND(readability-identifier-naming) */
