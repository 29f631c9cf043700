#include "web/public_site.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"
#include "web/action_json.h"
#include "web/api.h"
#include "web/collector_state.h"
#include "web/findings_json.h"
#include "web/parameters.h"
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

HttpResponse bad_request(const Error& error) {
  return text_response(400, error.text());
}

// What the answers depend on, but for the time.
std::string key_of(const HttpRequest& request) {
  return request.path + "?" + request.query;
}

// A name that nothing has gives an empty answer, which looks like a good one. Nothing: it is known, or nobody can know yet.
std::optional<HttpResponse> unknown_name(const std::string& what, const std::string& name, const std::set<std::string>& known) {
  if (name.empty() || known.empty() || known.contains(name)) {
    return std::nullopt;
  }
  std::string text = "There is no " + what + " of that name; there are";
  for (const std::string& one : known) {
    text += (one == *known.begin() ? " " : ", ") + one;
  }
  return text_response(400, text + ".");
}

std::set<std::string> check_names(const std::vector<HealthView>& targets) {
  std::set<std::string> names;
  for (const HealthView& target : targets) {
    for (const Check& check : target.checks) {
      names.insert(check.name);
    }
  }
  return names;
}

std::set<std::string> collector_names(const Fleet& fleet) {
  std::set<std::string> names;
  for (const auto& target : fleet.targets()) {
    for (const CollectorStatus& status : target->status().collectors) {
      names.insert(status.collector);
    }
  }
  return names;
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
  return request.method == "GET" || request.method == "HEAD" ? (this->*route)(request) : not_allowed("GET, HEAD");
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
  return gate_.answer(key_of(request) + (request.tls ? " tls " : " ") + std::string(host),
                      [&] { return json_response(200, discovery_json(fleet_, host, request.tls)); });
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): one of a table of members
HttpResponse PublicSite::healthy(const HttpRequest& /*request*/) const {
  return text_response(200, "pgmedic is healthy.");
}

HttpResponse PublicSite::ready(const HttpRequest& /*request*/) const {
  return fleet_.ready() ? text_response(200, "pgmedic is ready.") : text_response(503, "Not ready: some target has not been asked yet.");
}

HttpResponse PublicSite::api_targets(const HttpRequest& request) const {
  if (const auto asked = Parameters::read(request.query, {}); !asked.ok()) {
    return bad_request(asked.error());
  }
  return gate_.answer(key_of(request), [&] { return json_response(200, targets_json(fleet_)); });
}

HttpResponse PublicSite::api_collectors(const HttpRequest& request) const {
  const auto asked = Parameters::read(request.query, {"target", "collector", "database", "state"});
  if (!asked.ok()) {
    return bad_request(asked.error());
  }
  if (const Status status = asked->check_word("state", collector_state_names()); !status.ok()) {
    return bad_request(status.error());
  }
  const CollectorFilter filter{asked->get("target"), asked->get("collector"), asked->get("database"), asked->get("state")};
  if (!filter.target.empty() && fleet_.find(filter.target) == nullptr) {
    return no_such_target();
  }
  return gate_.answer(key_of(request), [&] {
    if (auto unknown = filter.collector.empty() ? std::nullopt : unknown_name("collector", filter.collector, collector_names(fleet_))) {
      return std::move(*unknown);
    }
    return json_response(200, collectors_json(fleet_, filter, clock_.wall_now()));
  });
}

HttpResponse PublicSite::api_findings(const HttpRequest& request) const {
  const auto asked = Parameters::read(request.query, {"target", "check", "severity"});
  if (!asked.ok()) {
    return bad_request(asked.error());
  }
  if (const Status status = asked->check_word("severity", {"warning", "critical"}); !status.ok()) {
    return bad_request(status.error());
  }
  if (!health_) {
    return text_response(404, "This program judges nothing.");
  }
  const FindingFilter filter{asked->get("target"), asked->get("check"), asked->get("severity")};
  if (!filter.target.empty() && fleet_.find(filter.target) == nullptr) {
    return no_such_target();
  }
  return gate_.answer(key_of(request), [&] { return findings(filter); });
}

HttpResponse PublicSite::findings(const FindingFilter& filter) const {
  std::vector<HealthView> targets;
  for (const auto& target : fleet_.targets()) {
    if (filter.target.empty() || filter.target == target->name()) {
      targets.push_back(health_(*target));
    }
  }
  if (auto unknown = unknown_name("check", filter.check, check_names(targets))) {
    return std::move(*unknown);
  }
  return json_response(200, findings_json(targets, filter, judge(targets, false)));
}

HttpResponse PublicSite::api_actions(const HttpRequest& request) const {
  if (starts_with(request.path, kActions)) {
    if (const auto asked = Parameters::read(request.query, {}); !asked.ok()) {
      return bad_request(asked.error());
    }
    return journal_gate_.answer(key_of(request), [&] { return actions_.show(request.path.substr(kActions.size())); });
  }
  const auto question = parse_actions_question(request.query);
  if (!question.ok()) {
    return bad_request(question.error());
  }
  const std::string& target = question->target;
  // One that was taken out of the configuration is watched to its end.
  if (!target.empty() && fleet_.find(target) == nullptr && !actions_.takes(target)) {
    return no_such_target();
  }
  return journal_gate_.answer(key_of(request), [&] { return actions_.list(request); });
}

HttpResponse PublicSite::status(const HttpRequest& request) const {
  const auto asked = Parameters::read(request.query, {"target", "refresh"});
  if (!asked.ok()) {
    return bad_request(asked.error());
  }
  if (const Status status = asked->check_word("refresh", {"0", "1"}); !status.ok()) {
    return bad_request(status.error());
  }
  const StatusPageRequest wanted{asked->get("refresh") != "0", asked->get("target")};
  if (!wanted.target.empty() && fleet_.find(wanted.target) == nullptr) {
    return no_such_target();
  }
  // The journal may answer late: it is asked before a place is taken, and what it said is known then.
  for (const std::string& name : targets_in_full(fleet_, wanted)) {
    actions_.view(name);
  }
  return gate_.answer(key_of(request), [&] { return status_page(wanted); });
}

HttpResponse PublicSite::status_page(const StatusPageRequest& wanted) const {
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
