#include "health/health.h"

#include <mutex>

#include "health/target_health.h"

namespace pgmedic {

struct Health::State {
  explicit State(const Clock& the_clock) : clock(the_clock) {}
  std::shared_ptr<TargetHealth> find(const std::string& target) {
    const std::lock_guard lock(mutex);
    const auto found = targets.find(target);
    return found == targets.end() ? nullptr : found->second;
  }

  const Clock& clock;
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<TargetHealth>> targets;  // guarded by mutex
};

Health::Health(const Clock& clock) : state_(std::make_unique<State>(clock)) {}

Health::~Health() = default;

std::map<std::string, std::set<std::string>> Health::apply(const Catalog& catalog, const std::map<std::string, CheckOverrides>& targets) {
  std::map<std::string, std::set<std::string>> changed;
  const std::lock_guard lock(state_->mutex);
  auto& known = state_->targets;
  for (auto target = known.begin(); target != known.end();) {
    target = targets.contains(target->first) ? std::next(target) : known.erase(target);
  }
  for (const auto& [name, overrides] : targets) {
    std::shared_ptr<TargetHealth>& health = known[name];
    if (health == nullptr) {
      health = std::make_shared<TargetHealth>(state_->clock);
    }
    changed[name] = health->apply(std::make_shared<const HealthPlan>(catalog, overrides));
  }
  return changed;
}

std::shared_ptr<RowObserver> Health::observer(const std::string& target) const {
  std::shared_ptr<TargetHealth> health = state_->find(target);
  return health != nullptr ? health : std::make_shared<TargetHealth>(state_->clock);
}

HealthReport Health::report(const TargetStatus& status) const {
  const std::shared_ptr<TargetHealth> health = state_->find(status.name);
  return health == nullptr ? HealthReport() : health->report(status);
}

std::vector<Check> Health::checks(const std::string& target) const {
  const std::shared_ptr<TargetHealth> health = state_->find(target);
  return health == nullptr ? std::vector<Check>() : health->plan()->checks;
}

}  // namespace pgmedic
