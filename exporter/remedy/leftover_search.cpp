#include "remedy/leftover_search.h"

#include <map>
#include <memory>

#include "remedy/index_state.h"

namespace pgmedic {

void LeftoverSearch::look() {
  const SteadyTime now = bench_.clock.steady_now();
  if (looked_at_ && now - *looked_at_ < every_) {
    return;
  }
  const Result<std::vector<Action>> rebuilds = bench_.journal.broken_rebuilds();
  if (!rebuilds) {
    return;
  }
  looked_at_ = now;
  std::map<std::string, std::vector<const Action*>> by_database;
  for (const Action& rebuild : *rebuilds) {
    if (!clean_.contains(rebuild.id)) {
      by_database[rebuild.object.database].push_back(&rebuild);
    }
  }
  std::erase_if(counts_, [&](const auto& entry) { return !by_database.contains(entry.first); });
  LeftoverCount all;
  for (const auto& [database, actions] : by_database) {
    if (const std::optional<LeftoverCount> count = count_in(database, actions)) {
      counts_[database] = *count;
    }
    all.ready += counts_[database].ready;
    all.not_ready += counts_[database].not_ready;
  }
  bench_.survey.found(all);
}

std::optional<LeftoverCount> LeftoverSearch::count_in(const std::string& database, const std::vector<const Action*>& rebuilds) {
  LeftoverCount count;
  const Result<std::unique_ptr<MaintenanceSession>> session = bench_.connector.connect(database, "leftovers");
  if (!session) {
    return session.error().code == ErrorCode::kNoDatabase ? std::optional(count) : std::nullopt;
  }
  std::set<std::uint32_t> counted;
  for (const Action* const rebuild : rebuilds) {
    const Result<std::vector<InvalidIndex>> invalid = invalid_indexes(**session, rebuild->table_oid);
    if (!invalid) {
      return std::nullopt;
    }
    bool left = false;
    for (const InvalidIndex& index : *invalid) {
      const bool ours = is_ours(index, *rebuild);
      left = left || ours;
      if (ours && counted.insert(index.oid).second) {
        ++(index.ready ? count.ready : count.not_ready);
      }
    }
    if (!left && is_terminal(rebuild->state)) {
      clean_.insert(rebuild->id);
    }
  }
  return count;
}

}  // namespace pgmedic
