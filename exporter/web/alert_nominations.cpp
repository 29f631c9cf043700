#include "web/alert_nominations.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace pgmedic {
namespace {

using LabelMap = std::map<std::string, std::string>;

std::string label(const LabelMap& labels, const char* name) {
  const auto found = labels.find(name);
  return found == labels.end() ? std::string() : found->second;
}

std::optional<Remedy> remedy_of(const LabelMap& labels, const Catalog& catalog) {
  const Check* check = catalog.find_check(label(labels, "alertname"));
  return check == nullptr ? std::nullopt : parse_remedy(check->remedy);
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<std::string> target_of(const LabelMap& labels, const AlertTargets& targets) {
  if (const std::string named = label(labels, "target"); !named.empty()) {
    return holds(targets.open, named) ? std::optional(named) : std::nullopt;
  }
  const std::string instance = label(labels, "instance");
  if (holds(targets.open, instance)) {
    return instance;
  }
  const bool about_another = holds(targets.configured, instance);
  return targets.open.size() == 1 && !about_another ? std::optional(targets.open.front()) : std::nullopt;
}

Nomination nomination_of(const WebhookAlert& alert, const std::string& target, Remedy remedy, ObjectName object) {
  Nomination nomination;
  nomination.target = target;
  nomination.remedy = remedy;
  nomination.object = std::move(object);
  nomination.trigger = kByAlert;
  nomination.check = label(alert.labels, "alertname");
  nomination.actor = kByAlert;
  nomination.evidence = {{"fingerprint", alert.fingerprint}, {"starts_at", alert.starts_at}, {"severity", label(alert.labels, "severity")}};
  return nomination;
}

}  // namespace

AlertNominations nominations_of(const WebhookMessage& message, const Catalog& catalog, const AlertTargets& targets) {
  AlertNominations result;
  using Key = std::tuple<std::string, Remedy, ObjectName>;
  std::map<Key, Nomination> firing;
  std::map<Key, Nomination> resolved;
  for (const WebhookAlert& alert : message.alerts) {
    const auto remedy = remedy_of(alert.labels, catalog);
    if (!remedy) {
      ++result.without_remedy;
      continue;
    }
    const auto target = target_of(alert.labels, targets);
    if (!target) {
      ++result.unknown_target;
      continue;
    }
    auto object = object_of_labels(*remedy, alert.labels);
    if (!object) {
      ++result.without_object;
      continue;
    }
    const Key key{*target, *remedy, *object};
    (alert.firing ? firing : resolved).emplace(key, nomination_of(alert, *target, *remedy, std::move(*object)));
  }
  for (auto& [key, nomination] : resolved) {
    if (!firing.contains(key)) {
      result.resolved.push_back(std::move(nomination));
    }
  }
  for (auto& [key, nomination] : firing) {
    result.firing.push_back(std::move(nomination));
  }
  return result;
}

}  // namespace pgmedic
