// The health of one target: judges its rows as they come, and remembers.
// Thread rule: any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "collect/row_observer.h"
#include "health/book.h"
#include "health/finding.h"
#include "health/plan.h"

namespace pgmedic {

class TargetHealth final : public RowObserver {
 public:
  explicit TargetHealth(const Clock& clock) : clock_(clock), plan_(std::make_shared<const HealthPlan>()) {}

  // The collectors whose rows mean something else now.
  std::set<std::string> apply(std::shared_ptr<const HealthPlan> plan);
  std::shared_ptr<const HealthPlan> plan() const;

  void rows(const Collector& collector, const std::string& place, const RowSet& rows, const RowSource& source, Milliseconds ttl) override;
  void look(const TargetStatus& status) override;
  std::vector<OwnSample> samples(const TargetStatus& status) override;

  HealthReport report(const TargetStatus& status);

 private:
  using Place = std::pair<std::string, std::string>;  // check and place
  Moment now() const { return {clock_.steady_now(), clock_.wall_now()}; }
  Judgement judge(const Check& check, const Collector& collector, const RowSet& rows, const JudgeContext& context,
                  const std::string& server_life);
  void forget_if_elsewhere(const std::string& server);
  void forget_gone(const TargetStatus& status);

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<const HealthPlan> plan_;  // guarded by mutex_
  Book book_;                               // guarded by mutex_
  std::string server_;                      // host:port of what stands in the book; guarded by mutex_
  std::mutex counters_mutex_;               // never waited for by who only reads
  std::map<Place, Increases> counters_;     // guarded by counters_mutex_
};

}  // namespace pgmedic
