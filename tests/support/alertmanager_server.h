// A real Alertmanager of the test's own, alone (no cluster), on 127.0.0.1.
// Thread rule: one thread, which lives as long as the server. Errors are thrown.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "support/child_process.h"
#include "support/temp_dir.h"

namespace pgmedic::support {

struct AlertmanagerSettings {
  std::string configuration;                 // alertmanager.yml
  std::map<std::string, std::string> files;  // further files beside it, such as credentials
};

class AlertmanagerServer {
 public:
  // Ready when it returns.
  explicit AlertmanagerServer(AlertmanagerSettings settings);
  AlertmanagerServer(const AlertmanagerServer&) = delete;
  AlertmanagerServer& operator=(const AlertmanagerServer&) = delete;

  static bool available();
  static std::string unavailable_reason();

  int port() const { return port_; }
  std::string url(const std::string& path = "/") const;
  std::string log() const { return process_->errors(); }

 private:
  bool try_start(int port);

  AlertmanagerSettings settings_;
  TempDir home_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace pgmedic::support
