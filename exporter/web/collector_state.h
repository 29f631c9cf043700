// How a collector stands, in one word; and the many databases of one collector as one line.
// Thread rule: free functions and plain values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "collect/status.h"

namespace pgmedic {

// The worst first.
enum class CollectorState { kFailing, kExpired, kWaiting, kOk, kUnsupported };

CollectorState collector_state(const CollectorStatus& status);
const char* state_name(CollectorState state);  // "failing", "expired", "waiting", "ok", "unsupported"
std::vector<std::string> collector_state_names();

struct CollectorSummary {
  std::string collector;
  CollectorState state = CollectorState::kOk;  // the worst
  std::vector<const CollectorStatus*> places;  // the worst first, then the oldest data
  std::size_t failing = 0;                     // failing or expired places
  std::size_t unsupported = 0;
  std::size_t series = 0;
  bool stretched = false;  // somewhere it costs the server too much for its interval
};

// One line for each collector, the worst first, then by name. The statuses must outlive it.
std::vector<CollectorSummary> summarize_collectors(const std::vector<CollectorStatus>& statuses);

struct StateCounts {
  std::size_t failing = 0;
  std::size_t expired = 0;
  std::size_t waiting = 0;
  std::size_t ok = 0;
  std::size_t unsupported = 0;
};
StateCounts count_states(const std::vector<CollectorStatus>& statuses);

}  // namespace pgmedic
