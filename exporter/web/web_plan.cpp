#include "web/web_plan.h"

#include <utility>

namespace pgmedic {

Result<WebState> load_web_state(const std::string& file) {
  auto config = load_web_config(file);
  if (!config.ok()) {
    return config.error();
  }
  WebState state;
  if (config->tls) {
    auto tls = TlsContext::make(*config->tls);
    if (!tls.ok()) {
      return tls.error();
    }
    state.tls = *tls;
  }
  state.config = std::make_shared<const WebConfig>(std::move(*config));
  return state;
}

Result<WebPlan> plan_web(const WebSettings& settings) {
  auto state = load_web_state(settings.web_config_file);
  if (!state.ok()) {
    return state.error();
  }
  auto listen = parse_listen_address(settings.listen_address);
  if (!listen.ok()) {
    return listen.error();
  }
  WebPlan plan{std::move(*state), std::move(*listen), std::nullopt, {}};
  if (settings.control_address.empty()) {
    return plan;
  }
  auto control = parse_listen_address(settings.control_address);
  if (!control.ok()) {
    return control.error();
  }
  plan.control_settings = {control->loopback, settings.control_token_file};
  plan.control = std::move(*control);
  if (auto status = check_control(plan.control_settings, plan.state.verifies_every_client()); !status.ok()) {
    return status.error();
  }
  return plan;
}

}  // namespace pgmedic
