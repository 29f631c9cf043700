// Survey: as samples of the page.
#include <algorithm>
#include <chrono>

#include "remedy/survey.h"

namespace pgmedic {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

Labels of(Remedy remedy) {
  return {{"remedy", remedy_name(remedy)}};
}

double in_seconds(Milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

void add_window(std::vector<RemedySample>& samples, Remedy remedy, const WindowState& window, WallTime now) {
  samples.push_back({"pgmedic_remedies_window_open", of(remedy), window.open || window.unbounded ? 1.0 : 0.0});
  if (window.open && !window.unbounded) {
    samples.push_back({"pgmedic_remedies_window_closes_seconds", of(remedy), in_seconds(window.left)});
  }
  if (!window.open && !window.unbounded && window.opens) {
    samples.push_back({"pgmedic_remedies_window_opens_seconds", of(remedy), std::chrono::duration<double>(*window.opens - now).count()});
  }
}

// What the guard "budget" would let through. A limit of 0 is none.
void add_budget(std::vector<RemedySample>& samples, Remedy remedy, const Budget& budget, const WindowUsage& usage) {
  const auto add = [&](const char* resource, double limit, double used) {
    if (limit > 0) {
      Labels labels = of(remedy);
      labels.emplace_back("resource", resource);
      samples.push_back({"pgmedic_remedies_budget_remaining", labels, std::max(limit - used, 0.0)});
    }
  };
  const double part = budget_part(usage);
  add("actions", static_cast<double>(budget.actions) * part, static_cast<double>(usage.actions));
  add("bytes", budget.bytes * part, usage.bytes);
  add("wal_bytes", budget.wal_bytes * part, usage.wal_bytes);
  add("seconds", in_seconds(budget.time) * part, in_seconds(usage.time));
  add("failures", static_cast<double>(budget.failures), static_cast<double>(usage.failures));
}

}  // namespace

void Survey::add_to(std::vector<RemedySample>& samples) const {
  const WallTime now = clock_.wall_now();
  const std::lock_guard<std::mutex> lock(mutex_);
  add_open(samples);
  add_guards(samples, now);
  add_census(samples);
  add_policy(samples, now);
}

void Survey::add_open(std::vector<RemedySample>& samples) const {
  for (const auto& [kind, group] : open_) {
    const Labels labels{{"remedy", remedy_name(kind.first)}, {"state", state_name(kind.second)}};
    samples.push_back({"pgmedic_actions_open", labels, static_cast<double>(group.count)});
    samples.push_back({"pgmedic_actions_oldest_timestamp_seconds", labels, unix_seconds(group.oldest)});
  }
  for (const auto& [remedy, group] : awaiting_) {
    samples.push_back({"pgmedic_actions_awaiting_approval", of(remedy), static_cast<double>(group.count)});
    samples.push_back({"pgmedic_actions_awaiting_approval_since_timestamp_seconds", of(remedy), unix_seconds(group.oldest)});
  }
}

void Survey::add_guards(std::vector<RemedySample>& samples, WallTime now) const {
  const auto add = [&](const std::string& name) {
    const auto blocked = blocks_.find(name);
    samples.push_back({"pgmedic_guard_blocks", {{"guard", name}}, blocked == blocks_.end() ? 0.0 : static_cast<double>(blocked->second)});
  };
  for (const Guard& guard : all_guards()) {
    add(guard.name);
  }
  for (const std::string& other : other_blockers()) {
    add(other);
  }
  for (const auto& [guard, measured] : inputs_) {
    samples.push_back({"pgmedic_guard_input_age_seconds", {{"guard", guard}}, std::chrono::duration<double>(now - measured).count()});
  }
}

void Survey::add_census(std::vector<RemedySample>& samples) const {
  if (leftovers_) {
    samples.push_back({"pgmedic_leftover_indexes", {{"ready", "true"}}, static_cast<double>(leftovers_->ready)});
    samples.push_back({"pgmedic_leftover_indexes", {{"ready", "false"}}, static_cast<double>(leftovers_->not_ready)});
  }
  for (const auto& [remedy, census] : census_) {
    samples.push_back({"pgmedic_quarantined_objects", of(remedy), static_cast<double>(census.quarantined)});
    samples.push_back({"pgmedic_suppressed_objects", of(remedy), static_cast<double>(census.suppressed)});
    if (census.last_success) {
      samples.push_back({"pgmedic_remedy_last_success_timestamp_seconds", of(remedy), unix_seconds(*census.last_success)});
    }
  }
}

void Survey::add_policy(std::vector<RemedySample>& samples, WallTime now) const {
  for (const Remedy remedy : kRemedies) {
    const Mode mode = policy_.mode_of(remedy);
    samples.push_back({"pgmedic_remedies_mode", {{"remedy", remedy_name(remedy)}, {"mode", mode_name(mode)}}, 1});
    if (mode == Mode::kObserve) {
      continue;
    }
    add_window(samples, remedy, window_state(policy_.windows_of(remedy), now), now);
    const auto usage = usage_.find(remedy);
    if (usage != usage_.end()) {
      add_budget(samples, remedy, policy_.budget, usage->second);
    }
  }
}

}  // namespace pgmedic
