// A real Prometheus of the test's own, with short intervals, on 127.0.0.1.
// Thread rule: one thread, which lives as long as the server. Errors are thrown.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/http_client.h"
#include "support/temp_dir.h"

namespace pgmedic::support {

struct PrometheusSample {
  std::map<std::string, std::string> labels;  // __name__ too
  double value = 0;
};

struct PrometheusAlert {
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
  std::string state;  // pending or firing
  double value = 0;
};

struct PrometheusSettings {
  std::string configuration;                 // prometheus.yml
  std::map<std::string, std::string> files;  // further files beside it, such as rules
  std::string web_configuration = {};        // web.yml: TLS and users; empty: neither
  HttpRequest access = {};                   // how the test gets in then; the URL is filled in
};

class PrometheusServer {
 public:
  // Ready when it returns.
  explicit PrometheusServer(PrometheusSettings settings);
  PrometheusServer(const PrometheusServer&) = delete;
  PrometheusServer& operator=(const PrometheusServer&) = delete;

  static bool available();
  static std::string unavailable_reason();

  int port() const { return port_; }
  std::string url(const std::string& path = "/") const;
  // An instant query. Throws with Prometheus's own words when it does not accept the expression.
  std::vector<PrometheusSample> query(const std::string& expression) const;
  std::vector<PrometheusAlert> alerts() const;
  std::string log() const { return process_->errors(); }

 private:
  bool try_start(int port);
  HttpResponse get(const std::string& path) const;

  PrometheusSettings settings_;
  TempDir home_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace pgmedic::support
