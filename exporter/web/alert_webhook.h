// Alertmanager's webhook message, version 4: JSON -> alerts. What comes is nobody's order, only a hint; so nothing of it is
// trusted, not even its size.
// Thread rule: a free function; any thread. Errors: kInvalid with what is wrong and where (byte), never with a piece of the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pgmedic {

namespace limits {
// Ten thousand alerts of one group come as one message of 4.4 MB.
inline constexpr std::size_t kWebhookBytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t kWebhookAlerts = 20'000;
inline constexpr std::size_t kWebhookLabels = 64;
inline constexpr std::size_t kWebhookLabelBytes = 1024;  // of a name, and of a value
inline constexpr std::size_t kWebhookDepth = 16;
}  // namespace limits

struct WebhookAlert {
  bool firing = false;  // else resolved; a message that is "firing" as a whole carries resolved ones too
  std::map<std::string, std::string> labels;
  std::string starts_at;    // as sent, RFC 3339
  std::string fingerprint;  // Alertmanager's identity of the labels
};

struct WebhookMessage {
  std::vector<WebhookAlert> alerts;
  std::uint64_t truncated_alerts = 0;  // that Alertmanager left out because of max_alerts
  std::string receiver;
};

Result<WebhookMessage> parse_webhook(std::string_view body);

}  // namespace pgmedic
