#include "web/access_gate.h"

#include <algorithm>
#include <utility>

namespace pgmedic {
namespace {

HttpResponse unauthorized() {
  HttpResponse response = text_response(401, "Unauthorized");
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"pgmedic\", charset=\"UTF-8\"");
  return response;
}

}  // namespace

AccessGate::AccessGate(std::shared_ptr<const WebConfig> config, PasswordLimits limits) : passwords_(limits) {
  set(std::move(config));
}

void AccessGate::set(std::shared_ptr<const WebConfig> config) {
  {
    const std::scoped_lock lock(mutex_);
    config_ = std::move(config);
    tokens_ = config_->rate_limit ? config_->rate_limit->burst : 0;
    filled_ = std::chrono::steady_clock::now();
  }
  passwords_.forget_all();
}

std::shared_ptr<const WebConfig> AccessGate::config() const {
  const std::scoped_lock lock(mutex_);
  return config_;
}

bool AccessGate::within_rate(const RateLimit& limit) {
  const std::scoped_lock lock(mutex_);
  const SteadyTime now = std::chrono::steady_clock::now();
  const auto passed = std::chrono::duration<double>(now - filled_) / std::chrono::duration<double>(limit.interval);
  tokens_ = std::min<double>(limit.burst, tokens_ + passed);
  filled_ = now;
  if (tokens_ < 1) {
    return false;
  }
  tokens_ -= 1;
  return true;
}

std::optional<HttpResponse> AccessGate::refuse(const HttpRequest& request) {
  const auto config = this->config();
  if (config->rate_limit && !within_rate(*config->rate_limit)) {
    return come_again("Too many requests: rate_limit of the web configuration.", 429);
  }
  if (config->users.empty()) {
    return std::nullopt;
  }
  if (!request.has_header("Authorization")) {
    return unauthorized();
  }
  switch (passwords_.check(config->users, request.header("Authorization"), request.remote_address)) {
    case PasswordCheck::Verdict::kRight: return std::nullopt;
    case PasswordCheck::Verdict::kBusy: return come_again("Too many passwords are being checked. Try again in a moment.");
    case PasswordCheck::Verdict::kWrong: break;
  }
  return unauthorized();
}

void AccessGate::decorate(HttpResponse& response) const {
  const auto config = this->config();
  for (const auto& [name, value] : config->headers) {
    std::erase_if(response.headers, [&key = name](const auto& header) { return header.first == key; });
    if (!value.empty()) {
      response.headers.emplace_back(name, value);
    }
  }
}

}  // namespace pgmedic
