#include "remedy/policy.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace pgmedic {
namespace {

// Where the first dot stands that no backslash quotes.
std::size_t find_dot(const std::string& pattern) {
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      ++at;
    } else if (pattern[at] == '.') {
      return at;
    }
  }
  return std::string::npos;
}

constexpr std::array<std::pair<IndexCheck, const char*>, 3> kIndexChecks{
    {{IndexCheck::kNone, "none"}, {IndexCheck::kLight, "light"}, {IndexCheck::kHeap, "heap"}}};

}  // namespace

const char* index_check_name(IndexCheck check) {
  return std::find_if(kIndexChecks.begin(), kIndexChecks.end(), [&](const auto& one) { return one.first == check; })->second;
}

std::optional<IndexCheck> parse_index_check(std::string_view name) {
  const auto* const found = std::find_if(kIndexChecks.begin(), kIndexChecks.end(), [&](const auto& one) { return one.second == name; });
  return found == kIndexChecks.end() ? std::nullopt : std::optional(found->first);
}

RemedyPolicy default_remedy_policy(Remedy remedy) {
  RemedyPolicy policy;
  switch (remedy) {
    case Remedy::kReindex:
      policy.mode = Mode::kApprove;
      policy.cooldown = 10 * 24h;  // a healthy index is far from needing it twice a week
      policy.longest_cooldown = 160 * 24h;
      policy.min_bytes = 100 * kMegabyte;
      policy.max_bytes = 200 * kGigabyte;
      policy.lock_timeout = 10min;  // a concurrent rebuild waits for other transactions; a short one leaves a copy behind
      break;
    case Remedy::kAnalyze:
      policy.mode = Mode::kAuto;
      policy.min_age = 7 * 24h;  // as PostgresStaleStatistics has it
      break;
    case Remedy::kVacuum:
      policy.mode = Mode::kAuto;
      policy.min_ratio = 2;  // as PostgresAutovacuumOverdue has it
      break;
    case Remedy::kFreeze:
      policy.mode = Mode::kPropose;  // more only where the configuration says so
      policy.cost_delay_ms = 0;      // it needs speed
      break;
    case Remedy::kDropLeftover:
      policy.mode = Mode::kAuto;
      policy.lock_timeout = 5s;
      break;
  }
  return policy;
}

TargetPolicy::TargetPolicy() : remedies() {
  for (const Remedy remedy : kRemedies) {
    of(remedy) = default_remedy_policy(remedy);
  }
}

Mode TargetPolicy::mode_of(Remedy remedy) const {
  return std::min(mode, of(remedy).mode);
}

Mode TargetPolicy::highest_mode() const {
  Mode highest = Mode::kObserve;
  for (const Remedy remedy : kRemedies) {
    highest = std::max(highest, mode_of(remedy));
  }
  return highest;
}

const std::vector<Window>& TargetPolicy::windows_of(Remedy remedy) const {
  const RemedyPolicy& own = of(remedy);
  return own.windows ? *own.windows : windows;
}

WallTime TargetPolicy::budget_start(Remedy remedy, WallTime now) const {
  const WindowState state = window_state(windows_of(remedy), now);
  return state.open && !state.unbounded ? state.opened : now - 24h;
}

bool matches_table(const std::string& pattern, const std::string& schema, const std::string& table) {
  const std::size_t dot = find_dot(pattern);
  return dot != std::string::npos && matches_glob(pattern.substr(0, dot), schema) && matches_glob(pattern.substr(dot + 1), table);
}

std::string table_pattern_fault(const std::string& pattern) {
  const std::size_t dot = find_dot(pattern);
  if (dot == std::string::npos || dot == 0 || dot + 1 == pattern.size()) {
    return "write schema.table; \"*\" stands for any run of characters in either";
  }
  if (find_dot(pattern.substr(dot + 1)) != std::string::npos) {
    return "a dot in a name is written \\.";
  }
  return {};
}

}  // namespace pgmedic
