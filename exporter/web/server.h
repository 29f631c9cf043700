// The web side: two listeners with their own ports and threads, so that neither can starve the other.
// Thread rule: any thread; handlers run on the listeners' threads.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "collect/fleet.h"
#include "metrics/self_metrics.h"
#include "remedy/remedy_desk.h"
#include "web/health_view.h"

namespace pgmedic {

struct WebSettings {
  std::string listen_address = "0.0.0.0:9187";
  std::string control_address;     // empty: closed
  std::string control_token_file;  // bearer token, re-read; required off loopback unless client certificates are
  std::string web_config_file;     // exporter-toolkit's format; empty: plain HTTP
  std::string version;             // shown on the page
  int threads = 256;               // of the first listener: idle and slow clients hold one each until they time out
  std::string tls_library_dir;     // where the libraries of tls_library.h are; empty: beside the program, or installed
};

using TargetNames = std::function<std::vector<std::string>()>;

// What the control listener may ask the program for.
struct WebHooks {
  std::function<Status()> reload;                    // configuration and web configuration; called on a listener's thread
  HealthSource health = {};                          // what is known about a target's health; called on a listener's thread
  std::shared_ptr<RemedyDesk> remedies = nullptr;    // null: there are none
  std::shared_ptr<const Catalog> catalog = nullptr;  // decides which alerts nominate
  TargetNames configured = {};                       // all targets of the configuration, other shards' too; empty: those of the fleet
};

class WebServer {
 public:
  // Binds and serves. Everything referred to must outlive the server. Errors: address in use, bad web configuration
  // (file:line:column), control listener without authentication off loopback, TLS libraries missing.
  static Result<std::unique_ptr<WebServer>> start(WebSettings settings, const Fleet& fleet, SelfMetrics& metrics, WebHooks hooks,
                                                  const Clock& clock, Log& log);
  // Ends every connection, in two seconds at most.
  virtual ~WebServer() = default;
  // Reads web_config_file and certificates again and checks them, and the token; what comes back puts them in force and cannot fail,
  // and is called before the server ends, if at all. TLS cannot be turned on or off so.
  virtual Result<std::function<void()>> prepare_reload() = 0;
  virtual int port() const = 0;          // of the first listener: for port 0
  virtual int control_port() const = 0;  // 0 when closed
};

}  // namespace pgmedic
