// The remedies as the configuration wants them, put between health, the fleet and the server.
// Thread rule: free functions; what they make follows the rules of remedy/remedies.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/config.h"
#include "collect/row_observer.h"
#include "remedy/remedies.h"

namespace pgmedic {

// What a process does with remedies.
enum class RemedyUse {
  kNone,
  kLook,  // asks the journal and the server, steers when a person says so, and does nothing by itself
  kAct,
};

// Every target of the configuration that has a connection for the maintainer, with its policy.
std::vector<TargetRemedies> remedies_of(const Config& config);
// Whether any target may do more than observe.
bool remedies_are_on(const Config& config);

// Names this process among those that share a journal: host and process id.
std::string replica_name();

// For commands that look and steer; the connectors are still missing.
RemediesContext passive_context(const Clock& clock, Log& log);

// Passes everything on to the observer and adds the samples of the target's remedies to its own.
std::shared_ptr<RowObserver> with_remedy_samples(std::shared_ptr<RowObserver> observer, std::shared_ptr<const Remedies> remedies,
                                                 std::string target);

}  // namespace pgmedic
