#include "support/prometheus_server.h"

#include <curl/curl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "support/eventually.h"
#include "support/free_port.h"

namespace pgmedic::support {
namespace {

using Json = nlohmann::json;

constexpr const char* kProgram = "/usr/bin/prometheus";
constexpr std::chrono::seconds kPatience{60};
constexpr int kPortAttempts = 5;

std::string escape_url(const std::string& text) {
  char* const escaped = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
  std::string result = escaped == nullptr ? "" : escaped;
  curl_free(escaped);
  return result;
}

// The "data" of an answer.
Json data_of(const HttpResponse& response) {
  const Json answer = Json::parse(response.body, nullptr, false);
  if (answer.is_discarded() || answer.value("status", "") != "success") {
    throw std::runtime_error("Prometheus does not accept this: " + response.error + response.body);
  }
  return answer.at("data");
}

std::map<std::string, std::string> texts_of(const Json& object) {
  return object.get<std::map<std::string, std::string>>();
}

}  // namespace

bool PrometheusServer::available() {
  return ::access(kProgram, X_OK) == 0;
}

std::string PrometheusServer::unavailable_reason() {
  return std::string(kProgram) + " is not installed; scripts/install-deps gets it";
}

PrometheusServer::PrometheusServer(PrometheusSettings settings) : settings_(std::move(settings)) {
  home_.write("prometheus.yml", settings_.configuration);
  for (const auto& [name, text] : settings_.files) {
    home_.write(name, text);
  }
  if (!settings_.web_configuration.empty()) {
    home_.write("web.yml", settings_.web_configuration);
  }
  home_.give_to_server_user();
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    if (try_start(free_port())) {
      return;
    }
  }
  throw std::runtime_error("Prometheus does not start: " + log());
}

bool PrometheusServer::try_start(int port) {
  ChildSettings settings;
  settings.program = kProgram;
  settings.arguments = {"--config.file=" + (home_.path() / "prometheus.yml").string(),
                        "--storage.tsdb.path=" + (home_.path() / "data").string(), "--web.listen-address=127.0.0.1:" + std::to_string(port),
                        "--log.level=warn"};
  if (!settings_.web_configuration.empty()) {
    settings.arguments.push_back("--web.config.file=" + (home_.path() / "web.yml").string());
  }
  settings.directory = home_.path();
  settings.as_server_user = true;
  process_ = std::make_unique<ChildProcess>(settings);
  port_ = port;
  bool ready = false;
  eventually([&] { return (ready = get("/-/ready").status == 200) || !process_->running(); }, kPatience);
  return ready && process_->running();
}

std::string PrometheusServer::url(const std::string& path) const {
  return (settings_.access.ca_file.empty() ? "http" : "https") + std::string("://127.0.0.1:") + std::to_string(port_) + path;
}

HttpResponse PrometheusServer::get(const std::string& path) const {
  HttpRequest request = settings_.access;
  request.url = url(path);
  return http(request);
}

std::vector<PrometheusSample> PrometheusServer::query(const std::string& expression) const {
  const Json data = data_of(get("/api/v1/query?query=" + escape_url(expression)));
  const std::string kind = data.at("resultType");
  std::vector<PrometheusSample> samples;
  if (kind == "scalar") {
    samples.push_back({{}, std::stod(data.at("result").at(1).get<std::string>())});
    return samples;
  }
  for (const Json& series : data.at("result")) {
    samples.push_back({texts_of(series.at("metric")), std::stod(series.at("value").at(1).get<std::string>())});
  }
  return samples;
}

std::vector<PrometheusAlert> PrometheusServer::alerts() const {
  const Json data = data_of(get("/api/v1/alerts"));
  std::vector<PrometheusAlert> alerts;
  for (const Json& alert : data.at("alerts")) {
    alerts.push_back({texts_of(alert.at("labels")), texts_of(alert.at("annotations")), alert.at("state").get<std::string>(),
                      std::stod(alert.at("value").get<std::string>())});
  }
  return alerts;
}

}  // namespace pgmedic::support
