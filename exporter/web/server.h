// The web side: two listeners with their own ports and threads, so that neither can starve the other.
// Thread rule: any thread; handlers run on the listeners' threads.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "collect/fleet.h"

namespace pgmedic {

struct WebSettings {
  std::string listen_address = "0.0.0.0:9187";
  std::string control_address;     // empty: closed
  std::string control_token_file;  // bearer token, re-read; required off loopback unless client certificates are
  std::string web_config_file;     // exporter-toolkit's format; empty: plain HTTP
  std::string version;             // shown on the page
};

// What the control listener may ask the program for.
struct WebHooks {
  std::function<Status()> reload;  // configuration and web configuration
};

class WebServer {
 public:
  // Binds and serves. Errors: address in use, bad web configuration (file:line:column), control listener without authentication off
  // loopback.
  static Result<std::unique_ptr<WebServer>> start(WebSettings settings, const Fleet& fleet, const Catalog& catalog, WebHooks hooks,
                                                  const Clock& clock, Log& log);
  virtual ~WebServer() = default;
  // Reads web_config_file, certificates and tokens again; the old ones stay in force on error.
  virtual Status reload() = 0;
  virtual int port() const = 0;          // of the first listener: for port 0
  virtual int control_port() const = 0;  // 0 when closed
};

}  // namespace pgmedic
