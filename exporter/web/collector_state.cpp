#include "web/collector_state.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace pgmedic {
namespace {

bool is_trouble(CollectorState state) {
  return state == CollectorState::kFailing || state == CollectorState::kExpired;
}

void add_place(CollectorSummary& summary, const CollectorStatus& status) {
  const CollectorState state = collector_state(status);
  summary.state = summary.places.empty() ? state : std::min(summary.state, state);
  summary.places.push_back(&status);
  summary.failing += is_trouble(state) ? 1U : 0U;
  summary.unsupported += state == CollectorState::kUnsupported ? 1U : 0U;
  summary.series += status.series;
  summary.stretched = summary.stretched || status.effective_interval > status.interval;
}

}  // namespace

CollectorState collector_state(const CollectorStatus& status) {
  if (!status.supported) {
    return CollectorState::kUnsupported;
  }
  if (status.failing) {
    return CollectorState::kFailing;
  }
  if (status.expired) {
    return CollectorState::kExpired;
  }
  return status.last_success ? CollectorState::kOk : CollectorState::kWaiting;
}

const char* state_name(CollectorState state) {
  switch (state) {
    case CollectorState::kFailing: return "failing";
    case CollectorState::kExpired: return "expired";
    case CollectorState::kWaiting: return "waiting";
    case CollectorState::kOk: return "ok";
    case CollectorState::kUnsupported: break;
  }
  return "unsupported";
}

std::vector<std::string> collector_state_names() {
  std::vector<std::string> names;
  for (const auto state :
       {CollectorState::kFailing, CollectorState::kExpired, CollectorState::kWaiting, CollectorState::kOk, CollectorState::kUnsupported}) {
    names.emplace_back(state_name(state));
  }
  return names;
}

std::vector<CollectorSummary> summarize_collectors(const std::vector<CollectorStatus>& statuses) {
  std::map<std::string, CollectorSummary> by_name;
  for (const auto& status : statuses) {
    CollectorSummary& summary = by_name[status.collector];
    summary.collector = status.collector;
    add_place(summary, status);
  }
  std::vector<CollectorSummary> summaries;
  for (auto& [name, summary] : by_name) {
    std::stable_sort(summary.places.begin(), summary.places.end(), [](const CollectorStatus* left, const CollectorStatus* right) {
      return std::tuple(collector_state(*left), left->last_success) < std::tuple(collector_state(*right), right->last_success);
    });
    summaries.push_back(std::move(summary));
  }
  std::stable_sort(summaries.begin(), summaries.end(), [](const auto& left, const auto& right) { return left.state < right.state; });
  return summaries;
}

StateCounts count_states(const std::vector<CollectorStatus>& statuses) {
  StateCounts counts;
  for (const auto& status : statuses) {
    switch (collector_state(status)) {
      case CollectorState::kFailing: ++counts.failing; break;
      case CollectorState::kExpired: ++counts.expired; break;
      case CollectorState::kWaiting: ++counts.waiting; break;
      case CollectorState::kOk: ++counts.ok; break;
      case CollectorState::kUnsupported: ++counts.unsupported; break;
    }
  }
  return counts;
}

}  // namespace pgmedic
