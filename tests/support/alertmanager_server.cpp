#include "support/alertmanager_server.h"

#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "support/eventually.h"
#include "support/free_port.h"
#include "support/http_client.h"

namespace pgmedic::support {
namespace {

constexpr const char* kProgram = "/usr/bin/prometheus-alertmanager";
constexpr std::chrono::seconds kPatience{60};
constexpr int kPortAttempts = 5;

}  // namespace

bool AlertmanagerServer::available() {
  return ::access(kProgram, X_OK) == 0;
}

std::string AlertmanagerServer::unavailable_reason() {
  return std::string(kProgram) + " is not installed; scripts/install-deps gets it";
}

AlertmanagerServer::AlertmanagerServer(AlertmanagerSettings settings) : settings_(std::move(settings)) {
  home_.write("alertmanager.yml", settings_.configuration);
  for (const auto& [name, text] : settings_.files) {
    home_.write(name, text);
  }
  home_.give_to_server_user();
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    if (try_start(free_port())) {
      return;
    }
  }
  throw std::runtime_error("Alertmanager does not start: " + log());
}

bool AlertmanagerServer::try_start(int port) {
  ChildSettings settings;
  settings.program = kProgram;
  settings.arguments = {"--config.file=" + (home_.path() / "alertmanager.yml").string(),
                        "--storage.path=" + (home_.path() / "data").string(), "--web.listen-address=127.0.0.1:" + std::to_string(port),
                        "--cluster.listen-address=", "--log.level=warn"};
  settings.directory = home_.path();
  settings.as_server_user = true;
  process_ = std::make_unique<ChildProcess>(settings);
  port_ = port;
  bool ready = false;
  eventually([&] { return (ready = http_get(url("/-/ready")).status == 200) || !process_->running(); }, kPatience);
  return ready && process_->running();
}

std::string AlertmanagerServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

}  // namespace pgmedic::support
