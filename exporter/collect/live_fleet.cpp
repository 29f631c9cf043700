#include "collect/live_fleet.h"

#include <algorithm>
#include <exception>

namespace pgmedic {

LiveFleet::LiveFleet(std::shared_ptr<SelfMetrics> metrics, std::function<std::vector<OwnSample>()> process_samples, const Clock& clock)
    : metrics_(std::move(metrics)), process_samples_(std::move(process_samples)), clock_(clock) {}

LiveFleet::~LiveFleet() {
  stop();
}

void LiveFleet::apply(const std::vector<TargetSettings>& settings, const TargetContext& context) {
  const std::vector<std::shared_ptr<Target>> before = current();
  const bool same_catalog = [&] {
    const std::lock_guard lock(mutex_);
    return catalog_ == context.catalog;
  }();
  const auto is_kept = [&](const Target& target) {
    return same_catalog &&
           std::any_of(settings.begin(), settings.end(), [&](const TargetSettings& wanted) { return wanted == target.settings(); });
  };
  for (const auto& target : before) {
    if (!is_kept(*target)) {
      target->begin_stop();
    }
  }
  std::vector<std::shared_ptr<Target>> after;
  for (const TargetSettings& wanted : settings) {
    const auto found = std::find_if(before.begin(), before.end(), [&](const auto& target) { return target->name() == wanted.name; });
    if (found != before.end() && is_kept(**found)) {
      after.push_back(*found);
      continue;
    }
    if (found != before.end()) {
      (*found)->stop();  // never more sessions than two, not even for a moment
    }
    try {
      after.push_back(std::make_shared<Target>(wanted, context, found == before.end() ? nullptr : found->get()));
    } catch (const std::exception& fault) {
      // Threads or memory are used up. The other targets go on, and the next reload tries again.
      context.log.error("target cannot be watched", {{"target", wanted.name}, {"error", fault.what()}});
    }
  }
  {
    const std::lock_guard lock(mutex_);
    targets_ = std::move(after);
    catalog_ = context.catalog;
  }
  for (const auto& target : before) {
    if (!is_kept(*target)) {
      target->stop();
    }
  }
}

void LiveFleet::stop() {
  for (const auto& target : current()) {
    target->begin_stop();
  }
  for (const auto& target : current()) {
    target->stop();
  }
}

void LiveFleet::ask_again(const std::string& target, const std::set<std::string>& collectors) {
  for (const auto& one : current()) {
    if (one->name() == target) {
      one->ask_again(collectors);
    }
  }
}

std::vector<std::shared_ptr<Target>> LiveFleet::current() const {
  const std::lock_guard lock(mutex_);
  return targets_;
}

std::vector<std::shared_ptr<const TargetView>> LiveFleet::targets() const {
  const std::lock_guard lock(mutex_);
  return {targets_.begin(), targets_.end()};
}

std::shared_ptr<const TargetView> LiveFleet::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(targets_.begin(), targets_.end(), [&](const auto& target) { return target->name() == name; });
  return found == targets_.end() ? nullptr : *found;
}

std::shared_ptr<const Part> LiveFleet::make_own_part() const {
  std::vector<OwnSample> samples = process_samples_();
  const auto targets = current();
  samples.push_back({"pgmedic_targets", {}, static_cast<double>(targets.size())});
  for (const auto& target : targets) {
    if (target->was_asked()) {
      samples.push_back({"pgmedic_target_up", {{"target", target->name()}}, target->is_up() ? 1.0 : 0.0});
    }
  }
  return metrics_->render(samples);
}

std::vector<std::shared_ptr<const Part>> LiveFleet::own_parts() const {
  return {own_part_.get(clock_.steady_now(), [this] { return make_own_part(); })};
}

bool LiveFleet::ready() const {
  const auto targets = current();
  return std::all_of(targets.begin(), targets.end(), [](const auto& target) { return target->all_asked(); });
}

}  // namespace pgmedic
