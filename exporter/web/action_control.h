// The control listener's routes about remedies: alerts come in, people release, stop and pause. Requests are authorized already.
// Thread rule: any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "catalog/catalog.h"
#include "metrics/self_metrics.h"
#include "remedy/remedy_desk.h"
#include "web/http.h"

namespace pgmedic {

class ActionControl {
 public:
  // desk and catalog may be null: then every route says that there are no remedies. configured: the names of all targets, also of those
  // that only observe or belong to another shard.
  ActionControl(std::shared_ptr<RemedyDesk> desk, std::shared_ptr<const Catalog> catalog,
                std::function<std::vector<std::string>()> configured, SelfMetrics& metrics, Log& log)
      : desk_(std::move(desk)), catalog_(std::move(catalog)), configured_(std::move(configured)), metrics_(metrics), log_(log) {}

  // Nothing where the path is none of these routes.
  std::optional<HttpResponse> handle(const HttpRequest& request);

 private:
  HttpResponse take_alerts(const HttpRequest& request);
  HttpResponse nominate(const std::string& body);
  HttpResponse change(const HttpRequest& request, const std::string& id, const std::string& verb);
  bool is_nowhere(const std::string& id, const Error& error);
  HttpResponse steer(const HttpRequest& request, const std::string& verb);

  const std::shared_ptr<RemedyDesk> desk_;
  const std::shared_ptr<const Catalog> catalog_;
  const std::function<std::vector<std::string>()> configured_;
  SelfMetrics& metrics_;
  Log& log_;
  std::atomic<int> messages_{0};  // being worked on
};

}  // namespace pgmedic
