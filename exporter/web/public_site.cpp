#include "web/public_site.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "web/api.h"
#include "web/findings_json.h"
#include "web/status_page.h"

namespace pgmedic {
namespace {

constexpr std::string_view kActions = "/api/v1/actions/";  // and an action's id

HttpResponse page_response(const HttpRequest& request, PartList parts, HeadCache& heads) {
  const auto encoding = PageEncoding::negotiate(request.header("Accept"), request.header("Accept-Encoding"));
  HttpResponse response;
  response.content_type = encoding.content_type();
  response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
  if (encoding.gzip) {
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  response.page.emplace(std::move(parts), encoding, &heads);
  return response;
}

HttpResponse not_allowed() {
  HttpResponse response = text_response(405, "Only GET and HEAD are allowed here.");
  response.headers.emplace_back("Allow", "GET, HEAD");
  return response;
}

HttpResponse not_found(const std::string& path) {
  if (path == "/-/reload") {
    return text_response(404, "Not found. Reloading is on the control listener: start pgmedic with --control_address.");
  }
  return text_response(404,
                       "Not found. There are /metrics, /probe?target=NAME, /targets, /-/healthy, /-/ready, /api/v1/targets, "
                       "/api/v1/collectors, /api/v1/findings, /api/v1/actions and / for people.");
}

HttpResponse no_such_target() {
  return text_response(404, "There is no target of that name; /targets lists them.");
}

// False: it stands more than once.
bool read_parameter(const HttpRequest& request, const char* name, std::string& into) {
  const auto values = query_values(request.query, name);
  if (values.size() == 1) {
    into = values.front();
  }
  return values.size() < 2;
}

}  // namespace

PublicSite::Route PublicSite::find_route(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, Route>, 10> kRoutes{{{"/metrics", &PublicSite::metrics},
                                                                               {"/probe", &PublicSite::probe},
                                                                               {"/targets", &PublicSite::discovery},
                                                                               {"/-/healthy", &PublicSite::healthy},
                                                                               {"/-/ready", &PublicSite::ready},
                                                                               {"/api/v1/targets", &PublicSite::api_targets},
                                                                               {"/api/v1/collectors", &PublicSite::api_collectors},
                                                                               {"/api/v1/findings", &PublicSite::api_findings},
                                                                               {"/api/v1/actions", &PublicSite::api_actions},
                                                                               {"/", &PublicSite::status}}};
  const auto* found = std::find_if(kRoutes.begin(), kRoutes.end(), [&](const auto& route) { return route.first == path; });
  return found == kRoutes.end() ? nullptr : found->second;
}

HttpResponse PublicSite::handle(const HttpRequest& request) const {
  const bool action = starts_with(request.path, kActions) && request.path.size() > kActions.size();
  const Route route = action ? &PublicSite::api_actions : find_route(request.path);
  if (route == nullptr) {
    return not_found(request.path);
  }
  return request.method == "GET" || request.method == "HEAD" ? (this->*route)(request) : not_allowed();
}

HttpResponse PublicSite::metrics(const HttpRequest& request) const {
  PartList parts = fleet_.own_parts();
  const auto targets = fleet_.targets();
  // A target that is the only one is served here without further labels, like other exporters do; several each have their /probe,
  // however many of them a shard holds.
  if (targets.size() == 1 && configured_().size() == 1) {
    const auto more = targets.front()->parts();
    parts.insert(parts.end(), more.begin(), more.end());
  }
  return page_response(request, std::move(parts), heads_);
}

HttpResponse PublicSite::probe(const HttpRequest& request) const {
  const auto names = query_values(request.query, "target");
  if (names.size() != 1 || names.front().empty()) {
    return text_response(400, "Give exactly one target, as in /probe?target=NAME. /targets lists the names.");
  }
  const auto target = fleet_.find(names.front());
  if (target == nullptr) {
    return text_response(404,
                         "There is no target of that name. Only targets of the configuration can be asked for, never addresses; "
                         "/targets lists them.");
  }
  return page_response(request, target->parts(), heads_);
}

HttpResponse PublicSite::discovery(const HttpRequest& request) const {
  const auto host = request.header("Host");
  if (host.empty()) {
    return text_response(400, "The request has no Host header: the addresses to scrape are taken from it.");
  }
  return json_response(200, discovery_json(fleet_, host, request.tls));
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): one of a table of members
HttpResponse PublicSite::healthy(const HttpRequest& /*request*/) const {
  return text_response(200, "pgmedic is healthy.");
}

HttpResponse PublicSite::ready(const HttpRequest& /*request*/) const {
  return fleet_.ready() ? text_response(200, "pgmedic is ready.") : text_response(503, "Not ready: some target has not been asked yet.");
}

HttpResponse PublicSite::api_targets(const HttpRequest& /*request*/) const {
  return json_response(200, targets_json(fleet_));
}

HttpResponse PublicSite::api_collectors(const HttpRequest& request) const {
  CollectorFilter filter;
  for (const auto& [name, field] : {std::pair{"target", &CollectorFilter::target}, std::pair{"collector", &CollectorFilter::collector},
                                    std::pair{"database", &CollectorFilter::database}, std::pair{"state", &CollectorFilter::state}}) {
    if (!read_parameter(request, name, filter.*field)) {
      return text_response(400, std::string(name) + " stands more than once.");
    }
  }
  if (!filter.target.empty() && fleet_.find(filter.target) == nullptr) {
    return no_such_target();
  }
  return json_response(200, collectors_json(fleet_, filter, clock_.wall_now()));
}

HttpResponse PublicSite::api_findings(const HttpRequest& request) const {
  FindingFilter filter;
  for (const auto& [name, field] : {std::pair{"target", &FindingFilter::target}, std::pair{"check", &FindingFilter::check},
                                    std::pair{"severity", &FindingFilter::severity}}) {
    if (!read_parameter(request, name, filter.*field)) {
      return text_response(400, std::string(name) + " stands more than once.");
    }
  }
  if (!filter.severity.empty() && filter.severity != "warning" && filter.severity != "critical") {
    return text_response(400, "severity is warning or critical.");
  }
  if (!health_) {
    return text_response(404, "This program judges nothing.");
  }
  // A slip of the keyboard must not look like good health.
  if (!filter.target.empty() && fleet_.find(filter.target) == nullptr) {
    return no_such_target();
  }
  std::vector<HealthView> targets;
  for (const auto& target : fleet_.targets()) {
    if (filter.target.empty() || filter.target == target->name()) {
      targets.push_back(health_(*target));
    }
  }
  return json_response(200, findings_json(targets, filter, judge(targets, false)));
}

HttpResponse PublicSite::api_actions(const HttpRequest& request) const {
  if (starts_with(request.path, kActions)) {
    return actions_.show(request.path.substr(kActions.size()));
  }
  const auto target = query_values(request.query, "target");
  // One that was taken out of the configuration is watched to its end.
  const bool known = target.empty() || target.back().empty() || fleet_.find(target.back()) != nullptr || actions_.takes(target.back());
  return known ? actions_.list(request) : no_such_target();
}

HttpResponse PublicSite::status(const HttpRequest& request) const {
  StatusPageRequest wanted;
  const auto refresh = query_values(request.query, "refresh");
  wanted.refresh = refresh.empty() || refresh.front() != "0";
  const auto target = query_values(request.query, "target");
  if (!target.empty()) {
    wanted.target = target.front();
    if (fleet_.find(wanted.target) == nullptr) {
      return no_such_target();
    }
  }
  HttpResponse response;
  response.content_type = "text/html; charset=utf-8";
  response.headers = {{"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
                       "frame-ancestors 'none'"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"X-Frame-Options", "deny"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", "no-store"}};
  response.body = render_status_page(fleet_, health_, wanted, clock_.wall_now(), version_,
                                     [this](const std::string& name) { return actions_.view(name); });
  return response;
}

}  // namespace pgmedic
