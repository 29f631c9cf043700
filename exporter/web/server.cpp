#include "web/server.h"

#include <civetweb.h>

#include <future>
#include <utility>

#include "web/access_gate.h"
#include "web/action_control.h"
#include "web/alert_webhook.h"
#include "web/control_site.h"
#include "web/human.h"
#include "web/listener.h"
#include "web/public_site.h"
#include "web/tls_library.h"
#include "web/tls_switch.h"
#include "web/web_plan.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// Of the control listener. Who says nothing holds one for a second, so a thousand such clients delay the others by some seconds;
// an idle thread costs a few kilobytes.
constexpr int kControlThreads = 128;
// Who scrapes goes before who sends alerts: those are worked on later anyway.
constexpr int kControlNiceness = 10;

void count_webhook(SelfMetrics& metrics, const HttpRequest& request, int status) {
  if (request.method == "POST" && request.path == "/api/v1/alerts") {
    metrics.count("pgmedic_webhook_requests_total", {{"code", std::to_string(status)}});
  }
}

// What alerts are made of: a counter that is born with its first event hides that event from increase().
void show_zeros(SelfMetrics& metrics) {
  metrics.count("pgmedic_webhook_truncated_alerts_total", {}, 0);
  for (const char* code : {"200", "400", "401", "503"}) {
    metrics.count("pgmedic_webhook_requests_total", {{"code", code}}, 0);
  }
}

TargetNames names_of(const Fleet& fleet) {
  return [&fleet] {
    std::vector<std::string> names;
    for (const auto& target : fleet.targets()) {
      names.push_back(target->name());
    }
    return names;
  };
}

class Server final : public WebServer {
 public:
  Server(WebSettings settings, const Fleet& fleet, SelfMetrics& metrics, WebHooks hooks, const Clock& clock, Log& log)
      : settings_(std::move(settings)),
        metrics_(metrics),
        hooks_(std::move(hooks)),
        clock_(clock),
        log_(log),
        configured_(hooks_.configured ? hooks_.configured : names_of(fleet)),
        site_(fleet, hooks_.health, hooks_.remedies, configured_, clock, settings_.version) {}

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() override {
    auto control = std::async(std::launch::async, [this] { control_.reset(); });
    public_.reset();
    control.wait();
  }

  Status open();
  Result<std::function<void()>> prepare_reload() override;
  int port() const override { return public_->port(); }
  int control_port() const override { return control_ == nullptr ? 0 : control_->port(); }

 private:
  Status open_public(const WebPlan& plan);
  Status open_control(const WebPlan& plan);
  Status check(const WebState& state) const;
  void tell(const WebState& state) const;
  ListenerSettings listener_settings(const char* name, ListenAddress address);
  HttpResponse serve_public(const HttpRequest& request);
  const TlsSwitch* tls() const { return tls_.get(); }

  WebSettings settings_;
  SelfMetrics& metrics_;
  WebHooks hooks_;
  const Clock& clock_;
  Log& log_;
  const TargetNames configured_;
  PublicSite site_;
  std::unique_ptr<TlsSwitch> tls_;
  std::unique_ptr<AccessGate> gate_;
  std::unique_ptr<ControlSite> control_site_;
  ControlSettings control_settings_;
  std::unique_ptr<Listener> public_;
  std::unique_ptr<Listener> control_;
};

Status Server::open() {
  // Once for the process; the library counts for itself.
  static const unsigned kReady = mg_init_library(0);
  static_cast<void>(kReady);
  auto plan = plan_web(settings_);
  if (!plan.ok()) {
    return plan.error();
  }
  if (plan->state.tls != nullptr) {
    if (auto status = load_tls_library(settings_.tls_library_dir); !status.ok()) {
      return status;
    }
    tls_ = std::make_unique<TlsSwitch>(plan->state.tls);
  }
  if (auto status = open_public(*plan); !status.ok()) {
    return status;
  }
  if (plan->control) {
    if (auto status = open_control(*plan); !status.ok()) {
      return status;
    }
  }
  tell(plan->state);
  return {};
}

ListenerSettings Server::listener_settings(const char* name, ListenAddress address) {
  ListenerSettings settings;
  settings.name = name;
  settings.address = std::move(address);
  settings.observe = [this, listener = std::string(name)](const HttpRequest& request, int status, std::chrono::duration<double> duration) {
    metrics_.count("pgmedic_http_requests_total", {{"listener", listener}, {"code", std::to_string(status)}});
    metrics_.observe("pgmedic_http_request_duration_seconds", {}, duration.count());
    if (listener == "control") {
      count_webhook(metrics_, request, status);
    }
  };
  return settings;
}

Status Server::open_public(const WebPlan& plan) {
  gate_ = std::make_unique<AccessGate>(plan.state.config);
  ListenerSettings settings = listener_settings("public", plan.listen);
  settings.threads = settings_.threads;
  settings.request_timeout = 1500ms;  // also how long stopping can take, with idle clients
  auto listener = Listener::start(
      std::move(settings), [this](const HttpRequest& request) { return serve_public(request); }, tls(), log_);
  if (!listener.ok()) {
    return listener.error();
  }
  public_ = std::move(*listener);
  log_.info("listening", {{"listener", "public"},
                          {"address", plan.listen.host + ":" + std::to_string(public_->port())},
                          {"tls", tls_ == nullptr ? "off" : "on"}});
  return {};
}

Status Server::open_control(const WebPlan& plan) {
  control_settings_ = plan.control_settings;
  const auto certified = [this] { return tls_ != nullptr && tls_->current()->verifies_every_client(); };
  auto actions = std::make_unique<ActionControl>(hooks_.remedies, hooks_.catalog, configured_, metrics_, log_);
  control_site_ = std::make_unique<ControlSite>(control_settings_, hooks_.reload, std::move(actions), certified, log_);
  ListenerSettings settings = listener_settings("control", *plan.control);
  settings.threads = kControlThreads;
  settings.niceness = kControlNiceness;
  settings.busy_limit = kControlThreads;  // those with slow bodies; ActionControl bounds what is worked on
  settings.request_timeout = 1s;
  settings.body_limit = limits::kWebhookBytes;
  settings.body_timeout = 15s;  // Alertmanager's largest message over a slow line
  settings.refuse = [this](const HttpRequest& request) { return control_site_->refuse(request); };
  auto listener = Listener::start(
      std::move(settings), [this](const HttpRequest& request) { return control_site_->handle(request); }, tls(), log_);
  if (!listener.ok()) {
    return listener.error();
  }
  control_ = std::move(*listener);
  if (hooks_.remedies != nullptr && !hooks_.remedies->targets().empty()) {
    show_zeros(metrics_);
  }
  log_.info("listening", {{"listener", "control"},
                          {"address", plan.control->host + ":" + std::to_string(control_->port())},
                          {"tls", tls_ == nullptr ? "off" : "on"}});
  return {};
}

HttpResponse Server::serve_public(const HttpRequest& request) {
  auto refused = gate_->refuse(request);
  HttpResponse response = refused ? std::move(*refused) : site_.handle(request);
  gate_->decorate(response);
  return response;
}

// What no reload may bring about.
Status Server::check(const WebState& state) const {
  if ((state.tls != nullptr) != (tls_ != nullptr)) {
    return Error{ErrorCode::kInvalid,
                 settings_.web_config_file + ": TLS cannot be turned " + (tls_ == nullptr ? "on" : "off") + " by a reload",
                 "restart pgmedic"};
  }
  if (control_ != nullptr) {
    return check_control(control_settings_, state.verifies_every_client());
  }
  return {};
}

void Server::tell(const WebState& state) const {
  if (state.config->http2_asked) {
    log_.warn("http2 has no effect: only HTTP/1.1 is served", {{"file", settings_.web_config_file}});
  }
  if (state.tls != nullptr && state.tls->expiry() < clock_.wall_now()) {
    log_.warn("the server's certificate has expired", {{"file", settings_.web_config_file}, {"since", human_time(state.tls->expiry())}});
  }
  if (!state.config->users.empty() && state.tls == nullptr) {
    log_.warn("passwords travel without TLS", {{"file", settings_.web_config_file}});
  }
  if (control_ != nullptr && !control_settings_.loopback && state.tls == nullptr) {
    log_.warn("the control token travels without TLS", {{"address", settings_.control_address}});
  }
}

Result<std::function<void()>> Server::prepare_reload() {
  auto state = load_web_state(settings_.web_config_file);
  if (!state.ok()) {
    return state.error();
  }
  if (auto status = check(*state); !status.ok()) {
    return status.error();
  }
  return std::function<void()>([this, next = *state] {
    if (tls_ != nullptr) {
      tls_->set(next.tls);
    }
    const bool opened = gate_->asks_for_users() && next.config->users.empty();
    gate_->set(next.config);
    if (opened) {
      // Perhaps meant, perhaps a file that was only half written.
      log_.warn("basic_auth_users are gone: nobody is asked for a password any more", {{"file", settings_.web_config_file}});
    }
    tell(next);
  });
}

}  // namespace

Result<std::unique_ptr<WebServer>> WebServer::start(WebSettings settings, const Fleet& fleet, SelfMetrics& metrics, WebHooks hooks,
                                                    const Clock& clock, Log& log) {
  auto server = std::make_unique<Server>(std::move(settings), fleet, metrics, std::move(hooks), clock, log);
  if (auto status = server->open(); !status.ok()) {
    return status.error();
  }
  return std::unique_ptr<WebServer>(std::move(server));
}

}  // namespace pgmedic
