// Certificates made for one test: an authority and what it signs.
#pragma once

#include <memory>
#include <string>

struct evp_pkey_st;
struct x509_st;

namespace pgmedic::test {

struct CertificateRequest {
  std::string name;          // common name
  std::string sans = {};     // as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1"
  int valid_from_days = -1;  // relative to now
  int valid_until_days = 10;
};

struct IssuedCertificate {
  std::string certificate;  // PEM
  std::string key;          // PEM
};

class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& name);
  const std::string& certificate() const { return own_.certificate; }
  IssuedCertificate issue(const CertificateRequest& request) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> x509_;
  IssuedCertificate own_;
};

}  // namespace pgmedic::test
