// Any bytes as a webhook message: it is refused, or it is within every bound.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "web/alert_webhook.h"

namespace {

void check(bool holds) {
  if (!holds) {
    std::abort();
  }
}

bool is_clean(const std::string& text) {
  return text.size() <= pgmedic::limits::kWebhookLabelBytes && text.find('\0') == std::string::npos;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = pgmedic::parse_webhook(std::string(data, data + size));
  if (!message.ok()) {
    check(!message.error().message.empty());
    return 0;
  }
  check(message->alerts.size() <= pgmedic::limits::kWebhookAlerts);
  for (const pgmedic::WebhookAlert& alert : message->alerts) {
    check(alert.labels.size() <= pgmedic::limits::kWebhookLabels && is_clean(alert.starts_at) && is_clean(alert.fingerprint));
    check(std::all_of(alert.labels.begin(), alert.labels.end(),
                      [](const auto& label) { return is_clean(label.first) && is_clean(label.second); }));
  }
  return 0;
}
