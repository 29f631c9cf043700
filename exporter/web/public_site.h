// The routes of the public listener: GET and HEAD only, exact paths only. What Prometheus scrapes and probes ask for is never delayed;
// pages and JSON, which are made whole in memory, wait their turn and are bounded, see render_gate.h: there are two gates, so that a
// journal that answers late concerns nothing else.
// Thread rule: any thread; nothing is locked while an answer is made or written. Outlives its answers.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "catalog/catalog.h"
#include "collect/fleet.h"
#include "web/action_board.h"
#include "web/findings_json.h"
#include "web/health_view.h"
#include "web/http.h"
#include "web/render_gate.h"
#include "web/status_page.h"

namespace pgmedic {

class PublicSite {
 public:
  // desk may be null: there are no remedies. configured: the names of all targets, other shards' too.
  PublicSite(const Fleet& fleet, HealthSource health, std::shared_ptr<RemedyDesk> desk,
             std::function<std::vector<std::string>()> configured, const Clock& clock, std::string version)
      : fleet_(fleet),
        health_(std::move(health)),
        configured_(std::move(configured)),
        clock_(clock),
        version_(std::move(version)),
        actions_(std::move(desk), clock) {}

  HttpResponse handle(const HttpRequest& request) const;

 private:
  using Route = HttpResponse (PublicSite::*)(const HttpRequest&) const;
  static Route find_route(std::string_view path);

  HttpResponse metrics(const HttpRequest& request) const;
  HttpResponse probe(const HttpRequest& request) const;
  HttpResponse discovery(const HttpRequest& request) const;
  HttpResponse healthy(const HttpRequest& request) const;
  HttpResponse ready(const HttpRequest& request) const;
  HttpResponse api_targets(const HttpRequest& request) const;
  HttpResponse api_collectors(const HttpRequest& request) const;
  HttpResponse api_findings(const HttpRequest& request) const;
  HttpResponse api_actions(const HttpRequest& request) const;
  HttpResponse status(const HttpRequest& request) const;
  HttpResponse findings(const FindingFilter& filter) const;
  HttpResponse status_page(const StatusPageRequest& wanted) const;

  const Fleet& fleet_;
  const HealthSource health_;
  const std::function<std::vector<std::string>()> configured_;
  const Clock& clock_;
  std::string version_;
  mutable HeadCache heads_;
  mutable ActionBoard actions_;
  mutable RenderGate gate_;
  mutable RenderGate journal_gate_;
};

}  // namespace pgmedic
