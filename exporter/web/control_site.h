// The routes of the control listener: what changes something, behind a token or a client certificate off loopback.
// Thread rule: any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "web/action_control.h"
#include "web/http.h"
#include "web/rare_log.h"

namespace pgmedic {

struct ControlSettings {
  bool loopback = true;    // the listener can only be reached from this machine
  std::string token_file;  // read at every request; empty: none
};

class ControlSite {
 public:
  // certified: whether the TLS configuration in force verifies every client.
  ControlSite(ControlSettings settings, std::function<Status()> reload, std::unique_ptr<ActionControl> actions,
              std::function<bool()> certified, Log& log)
      : settings_(std::move(settings)),
        reload_(std::move(reload)),
        actions_(std::move(actions)),
        certified_(std::move(certified)),
        log_(log) {}

  // The answer by the head alone, to a request that may not come in and to whatever is not POST; nothing: its body may be read.
  std::optional<HttpResponse> refuse(const HttpRequest& request) const;
  // A request with its body.
  HttpResponse handle(const HttpRequest& request) const;

 private:
  bool authorized(const HttpRequest& request) const;
  HttpResponse reload() const;

  ControlSettings settings_;
  std::function<Status()> reload_;
  std::unique_ptr<ActionControl> actions_;
  std::function<bool()> certified_;
  Log& log_;
  mutable RareLog refused_;
  mutable RareLog unreadable_;
};

// The token of a file, without surrounding white space. Errors: unreadable, empty.
Result<std::string> read_token(const std::string& file);

// Whether a control listener may open like this.
Status check_control(const ControlSettings& settings, bool certified);

}  // namespace pgmedic
