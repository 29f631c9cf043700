#include "web/action_control.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "web/alert_nominations.h"
#include "web/alert_webhook.h"
#include "web/json_words.h"
#include "web/parameters.h"

namespace pgmedic {
namespace {

// One is worked on while the next is read; Alertmanager comes again with those beyond.
constexpr int kMessagesAtOnce = 2;
constexpr const char* kRetrySeconds = "10";
constexpr std::size_t kLongestActor = 100;
constexpr std::size_t kLongestOrder = 4096;  // bytes of the body of what people send
constexpr const char* kBodyOfOrders = R"(the body must be empty, or JSON with nothing else: {"actor": "NAME"})";

HttpResponse problem(int status, const std::string& text) {
  return json_response(status, to_text(Json{{"error", text}}));
}

// Alertmanager repeats after 5xx only: what may work later must say so.
HttpResponse later(const std::string& text) {
  HttpResponse response = problem(503, text);
  response.headers.emplace_back("Retry-After", kRetrySeconds);
  return response;
}

bool is_json(std::string_view content_type) {
  std::string type(trim(content_type.substr(0, content_type.find(';'))));
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type == "application/json";
}

// Who asks, from {"actor": "..."}; nothing when the body is something else: whoever says more there, as {"target": "..."}, would be
// taken to mean all. Its type does not matter: curl says "form" of everything, and
// the forms of web pages are refused by their Origin before.
std::optional<std::string> actor_of(const HttpRequest& request) {
  if (request.body.empty()) {
    return "control";
  }
  if (request.body.size() > kLongestOrder) {
    return std::nullopt;
  }
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) {
    return std::nullopt;
  }
  const auto actor = body.find("actor");
  if (body.empty()) {
    return "control";
  }
  if (actor == body.end() || body.size() > 1 || !actor->is_string()) {
    return std::nullopt;
  }
  auto name = actor->get<std::string>();
  const bool printable = std::all_of(name.begin(), name.end(), [](unsigned char c) { return c >= ' ' && c != 0x7F; });
  return name.empty() || name.size() > kLongestActor || !printable ? std::nullopt : std::optional(std::move(name));
}

int status_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid: return 409;
    case ErrorCode::kPermission:
    case ErrorCode::kUnsupported:
    case ErrorCode::kQuery:
    case ErrorCode::kInternal: return 500;
    case ErrorCode::kUnavailable:
    case ErrorCode::kNoDatabase:
    case ErrorCode::kDeadline:
    case ErrorCode::kTimeout:
    case ErrorCode::kLockTimeout: return 503;
  }
  return 500;
}

const char* fate_name(NominationFate fate) {
  switch (fate) {
    case NominationFate::kAccepted: return "accepted";
    case NominationFate::kDuplicate: return "duplicate";
    case NominationFate::kNotConfigured: return "not_configured";
    case NominationFate::kOverloaded: return "overloaded";
    case NominationFate::kUnavailable: return "unavailable";
  }
  return "unavailable";
}

}  // namespace

std::optional<HttpResponse> ActionControl::handle(const HttpRequest& request) {
  constexpr std::string_view kApi = "/api/v1/";
  if (!starts_with(request.path, kApi)) {
    return std::nullopt;
  }
  const std::vector<std::string> parts = split(std::string_view(request.path).substr(kApi.size()), '/');
  static const std::set<std::string> kOrders{"pause", "resume", "abort"};
  static const std::set<std::string> kVerbs{"approve", "reject", "cancel", "release"};
  const bool alerts = parts.size() == 1 && parts[0] == "alerts";
  const bool order = parts.size() == 1 && kOrders.contains(parts[0]);
  const bool action = parts.size() == 3 && parts[0] == "actions" && kVerbs.contains(parts[2]);
  if (!alerts && !order && !action) {
    return std::nullopt;
  }
  if (request.method != "POST") {
    HttpResponse response = problem(405, "only POST is allowed here");
    response.headers.emplace_back("Allow", "POST");
    return response;
  }
  if (!desk_ || desk_->targets().empty()) {
    return problem(404, "no remedies are configured: every target is in mode observe");
  }
  if (alerts) {
    return take_alerts(request);
  }
  return order ? steer(request, parts[0]) : change(request, parts[1], parts[2]);
}

HttpResponse ActionControl::take_alerts(const HttpRequest& request) {
  HttpResponse response;
  if (!is_json(request.header("Content-Type"))) {
    response = problem(415, "send application/json, as Alertmanager does");
  } else if (request.has_header("Content-Encoding")) {
    response = problem(415, "send the message uncompressed");
  } else if (++messages_ > kMessagesAtOnce) {
    --messages_;
    response = later("too many messages at once");
  } else {
    struct Done {
      std::atomic<int>& count;
      explicit Done(std::atomic<int>& value) : count(value) {}
      ~Done() { --count; }
      Done(const Done&) = delete;
      Done& operator=(const Done&) = delete;
    } const done(messages_);
    response = nominate(request.body);
  }
  return response;
}

HttpResponse ActionControl::nominate(const std::string& body) {
  const auto message = parse_webhook(body);
  if (!message.ok()) {
    log_.warn("webhook message refused", {{"error", message.error().message}});
    return problem(400, message.error().text());
  }
  if (message->truncated_alerts > 0) {
    metrics_.count("pgmedic_webhook_truncated_alerts_total", {}, static_cast<double>(message->truncated_alerts));
  }
  const AlertNominations alerts = nominations_of(*message, *catalog_, {desk_->targets(), configured_()});
  std::map<std::string, std::size_t> outcomes{
      {"no_remedy", alerts.without_remedy}, {"unknown_target", alerts.unknown_target}, {"no_object", alerts.without_object}};
  std::string trouble;
  const auto fates = alerts.firing.empty() ? std::vector<NominationOutcome>() : desk_->nominate(alerts.firing);
  for (const NominationOutcome& outcome : fates) {
    ++outcomes[fate_name(outcome.fate)];
    if (outcome.fate == NominationFate::kOverloaded || outcome.fate == NominationFate::kUnavailable) {
      trouble = outcome.detail;
    }
  }
  if (!alerts.resolved.empty()) {
    const Status withdrawn = desk_->withdraw(alerts.resolved);
    outcomes[withdrawn.ok() ? "resolved" : fate_name(NominationFate::kUnavailable)] += alerts.resolved.size();
    // Alertmanager says that it has resolved once only, unless it is asked to come again.
    trouble = withdrawn.ok() ? trouble : withdrawn.error().text();
  }
  Json counts = Json::object();
  for (const auto& [outcome, count] : outcomes) {
    if (count > 0) {
      metrics_.count("pgmedic_webhook_alerts_total", {{"outcome", outcome}}, static_cast<double>(count));
      counts[outcome] = count;
    }
  }
  return trouble.empty() ? json_response(200, to_text(Json{{"alerts", message->alerts.size()}, {"outcomes", counts}})) : later(trouble);
}

HttpResponse ActionControl::change(const HttpRequest& request, const std::string& id, const std::string& verb) {
  if (const auto asked = Parameters::read(request.query, {}); !asked.ok()) {
    return problem(400, asked.error().text());
  }
  const auto actor = actor_of(request);
  if (!actor) {
    return problem(400, kBodyOfOrders);
  }
  if (!is_action_id(id)) {
    return problem(404, "no such action");
  }
  using Change = Status (RemedyDesk::*)(const std::string&, const std::string&);
  static const std::map<std::string, Change> kChanges{{"approve", &RemedyDesk::approve},
                                                      {"reject", &RemedyDesk::reject},
                                                      {"cancel", &RemedyDesk::cancel},
                                                      {"release", &RemedyDesk::release}};
  const Status status = ((*desk_).*kChanges.at(verb))(id, *actor);
  log_.info("action steered", {{"action", id}, {"what", verb}, {"actor", *actor}, {"outcome", status.ok() ? "done" : "refused"}});
  if (status.ok()) {
    return json_response(200, to_text(Json{{"action", id}, {"done", verb}}));
  }
  return problem(is_nowhere(id, status.error()) ? 404 : status_of(status.error()), status.error().text());
}

// The same code says that there is no such action and that its state does not allow it.
bool ActionControl::is_nowhere(const std::string& id, const Error& error) {
  if (error.code != ErrorCode::kInvalid) {
    return false;
  }
  const auto found = desk_->find(id);
  return !found.ok() && found.error().code == ErrorCode::kInvalid;
}

// Without a target it is about all: one that is mistyped, empty or said twice must not be taken for that.
HttpResponse ActionControl::steer(const HttpRequest& request, const std::string& verb) {
  const auto asked = Parameters::read(request.query, {"target"});
  if (!asked.ok()) {
    return problem(400, asked.error().text());
  }
  const std::string target = asked->get("target");
  if (asked->has("target") && target.empty()) {
    return problem(400, "target is empty; leave it out for all targets");
  }
  const auto actor = actor_of(request);
  if (!actor) {
    return problem(400, kBodyOfOrders);
  }
  const auto known = desk_->targets();
  if (!target.empty() && std::find(known.begin(), known.end(), target) == known.end()) {
    return problem(404, "no such target, or it only observes");
  }
  const Status status = verb == "pause"    ? desk_->pause(target, *actor)
                        : verb == "resume" ? desk_->resume(target, *actor)
                                           : desk_->abort(target, *actor);
  log_.info("remedies steered", {{"what", verb}, {"target", target}, {"actor", *actor}, {"outcome", status.ok() ? "done" : "failed"}});
  const Json named = target.empty() ? Json(known) : Json::array({target});
  return status.ok() ? json_response(200, to_text(Json{{"done", verb}, {"targets", named}}))
                     : problem(status_of(status.error()), status.error().text());
}

}  // namespace pgmedic
