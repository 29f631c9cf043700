#include "app/remedies_wiring.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/config_outside.h"
#include "web/outside_client.h"

namespace pgmedic {
namespace {

class SamplingObserver final : public RowObserver {
 public:
  SamplingObserver(std::shared_ptr<RowObserver> observer, std::shared_ptr<const Remedies> remedies, std::string target)
      : observer_(std::move(observer)), remedies_(std::move(remedies)), target_(std::move(target)) {}

  void rows(const Collector& collector, const std::string& place, const RowSet& rows, const RowSource& source, Milliseconds ttl) override {
    observer_->rows(collector, place, rows, source, ttl);
  }
  void look(const TargetStatus& status) override { observer_->look(status); }

  std::vector<OwnSample> samples(const TargetStatus& status) override {
    std::vector<OwnSample> samples = observer_->samples(status);
    for (const RemedySample& sample : remedies_->samples(target_)) {
      // The table of families has the name that outlives this call.
      if (const OwnFamily* family = find_own_family(sample.family)) {
        samples.push_back({family->name, sample.labels, sample.value, sample.distribution});
      }
    }
    return samples;
  }

 private:
  const std::shared_ptr<RowObserver> observer_;
  const std::shared_ptr<const Remedies> remedies_;
  const std::string target_;
};

}  // namespace

std::vector<TargetRemedies> remedies_of(const Config& config) {
  std::vector<TargetRemedies> targets;
  for (const TargetSettings& target : config.targets) {
    const auto found = config.target_remedies.find(target.name);
    if (found != config.target_remedies.end() && found->second.has_connection) {
      targets.push_back({target.name, found->second.connection, bound_policy(found->second.policy, target.name)});
    }
  }
  return targets;
}

bool remedies_are_on(const Config& config) {
  const std::vector<TargetRemedies> targets = remedies_of(config);
  return std::any_of(targets.begin(), targets.end(),
                     [](const TargetRemedies& target) { return target.policy.highest_mode() != Mode::kObserve; });
}

std::string replica_name() {
  constexpr std::size_t kLongestName = 256;
  std::array<char, kLongestName> host{};
  const bool named = gethostname(host.data(), host.size() - 1) == 0;
  return std::string(named ? host.data() : "localhost") + ":" + std::to_string(getpid());
}

RemediesContext passive_context(const Clock& clock, Log& log) {
  RemediesContext context{clock, log, {}, {}, {}, {}, replica_name(), {}, {}, {}};
  context.passive = true;
  context.outside = make_outside_client(clock);
  return context;
}

std::shared_ptr<RowObserver> with_remedy_samples(std::shared_ptr<RowObserver> observer, std::shared_ptr<const Remedies> remedies,
                                                 std::string target) {
  return std::make_shared<SamplingObserver>(std::move(observer), std::move(remedies), std::move(target));
}

}  // namespace pgmedic
