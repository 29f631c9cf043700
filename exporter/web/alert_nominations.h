// Alerts -> nominations: whose alert it is, which check and so which remedy it speaks of, and which object it names. The catalog
// decides what an alert may nominate; nothing in the alert does.
// Thread rule: a free function; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "remedy/action.h"
#include "web/alert_webhook.h"

namespace pgmedic {

struct AlertNominations {
  std::vector<Nomination> firing;    // each object and remedy once
  std::vector<Nomination> resolved;  // no alert about it fires in the same message
  std::size_t without_remedy = 0;    // alerts that no remedy belongs to, or unknown ones
  std::size_t unknown_target = 0;
  std::size_t without_object = 0;  // their labels name no object
};

// Names of targets.
struct AlertTargets {
  std::vector<std::string> open;        // those that take nominations
  std::vector<std::string> configured;  // all of the configuration
};

// An alert names its target by the label `target`, or by an `instance` that is a target's name, as /probe is scraped. Where one target
// only takes nominations, an alert that names none is about it; one that names a target which takes none is about nobody.
AlertNominations nominations_of(const WebhookMessage& message, const Catalog& catalog, const AlertTargets& targets);

}  // namespace pgmedic
