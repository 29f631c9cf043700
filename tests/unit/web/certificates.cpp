#include "unit/web/certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace pgmedic::test {
namespace {

constexpr long kDay = 86400;

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

template <class Write>
std::string pem_text(const Write& write) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  write(bio.get());
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

Key make_key() {
  return {EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), &EVP_PKEY_free};
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()),
                                                                             &X509_EXTENSION_free);
  X509_add_ext(certificate, extension.get(), -1);
}

Certificate make_certificate(const CertificateRequest& request, EVP_PKEY* key) {
  Certificate certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint64_t serial = 0;
  RAND_bytes(static_cast<unsigned char*>(static_cast<void*>(&serial)), sizeof(serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), request.valid_from_days * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), request.valid_until_days * kDay);
  X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, MBSTRING_UTF8,
                             static_cast<const unsigned char*>(static_cast<const void*>(request.name.data())),
                             static_cast<int>(request.name.size()), -1, 0);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

IssuedCertificate to_pem(X509* certificate, EVP_PKEY* key) {
  return {pem_text([&](BIO* bio) { PEM_write_bio_X509(bio, certificate); }),
          pem_text([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); })};
}

}  // namespace

CertificateAuthority::CertificateAuthority(const std::string& name) : key_(make_key()) {
  CertificateRequest request;
  request.name = name;
  x509_ = make_certificate(request, key_.get());
  X509_set_issuer_name(x509_.get(), X509_get_subject_name(x509_.get()));
  add_extension(x509_.get(), x509_.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(x509_.get(), key_.get(), EVP_sha256());
  own_ = to_pem(x509_.get(), key_.get());
}

IssuedCertificate CertificateAuthority::issue(const CertificateRequest& request) const {
  const Key key = make_key();
  const Certificate certificate = make_certificate(request, key.get());
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(x509_.get()));
  if (!request.sans.empty()) {
    add_extension(certificate.get(), x509_.get(), NID_subject_alt_name, request.sans);
  }
  X509_sign(certificate.get(), key_.get(), EVP_sha256());
  return to_pem(certificate.get(), key.get());
}

}  // namespace pgmedic::test
