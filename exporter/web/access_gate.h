// What stands before every public route: the rate limit, users and passwords, and the headers of the web configuration.
// Thread rule: any thread.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "web/http.h"
#include "web/password_check.h"
#include "web/web_config.h"

namespace pgmedic {

class AccessGate {
 public:
  explicit AccessGate(std::shared_ptr<const WebConfig> config, PasswordLimits limits = {});

  // The answer to a request that may not pass; nothing when it may.
  std::optional<HttpResponse> refuse(const HttpRequest& request);
  // Puts the configured headers on an answer; an empty value takes ours away.
  void decorate(HttpResponse& response) const;
  void set(std::shared_ptr<const WebConfig> config);
  bool asks_for_users() const { return !config()->users.empty(); }

 private:
  std::shared_ptr<const WebConfig> config() const;
  bool within_rate(const RateLimit& limit);

  PasswordCheck passwords_;
  mutable std::mutex mutex_;
  std::shared_ptr<const WebConfig> config_;  // guarded by mutex_
  double tokens_ = 0;                        // guarded by mutex_
  SteadyTime filled_{};                      // guarded by mutex_
};

}  // namespace pgmedic
