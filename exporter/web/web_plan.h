// What the web settings and the files that they name amount to, read and checked before anything is bound or put in force.
// Thread rule: free functions and plain values. Errors: kInvalid, as "file:line:column: what" where a file is wrong.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "web/address.h"
#include "web/control_site.h"
#include "web/server.h"
#include "web/tls_context.h"
#include "web/web_config.h"

namespace pgmedic {

// Everything that the web configuration file decides.
struct WebState {
  std::shared_ptr<const WebConfig> config;
  std::shared_ptr<const TlsContext> tls;  // null: plain HTTP

  bool verifies_every_client() const { return tls != nullptr && tls->verifies_every_client(); }
};
Result<WebState> load_web_state(const std::string& file);

struct WebPlan {
  WebState state;
  ListenAddress listen;
  std::optional<ListenAddress> control;  // none: it stays closed
  ControlSettings control_settings;
};
Result<WebPlan> plan_web(const WebSettings& settings);

}  // namespace pgmedic
