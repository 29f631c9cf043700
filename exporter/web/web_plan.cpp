#include "web/web_plan.h"

#include <string_view>
#include <utility>

namespace pgmedic {
namespace {

// Whether only one of the two can be listened on; every free port is another one.
bool collide(const ListenAddress& one, const ListenAddress& other) {
  constexpr std::string_view kEverywhere = "0.0.0.0";
  const bool same_host = one.host == other.host || one.host == kEverywhere || other.host == kEverywhere;
  return one.port != 0 && one.port == other.port && same_host;
}

}  // namespace

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
  if (collide(plan.listen, *control)) {
    return Error{ErrorCode::kInvalid,
                 "--listen_address " + plan.listen.text + " and --control_address " + control->text + " are the same port",
                 "give the control listener another one, as in 127.0.0.1:9188"};
  }
  plan.control_settings = {control->loopback, settings.control_token_file};
  plan.control = std::move(*control);
  if (auto status = check_control(plan.control_settings, plan.state.verifies_every_client()); !status.ok()) {
    return status.error();
  }
  return plan;
}

}  // namespace pgmedic
