// A judge that lets somebody change the world between the last judgement of an action and its statement.
// Thread rule: as Judge; what meddles runs on the worker's thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "remedy/judge.h"

namespace pgmedic {

// Judges as the real one does. Once, when the guards were asked about what a person has approved, it meddles: nobody looks at
// the world as closely again before the statement is sent.
class MeddlingJudge final : public Judge {
 public:
  explicit MeddlingJudge(std::function<void()> meddle) : meddle_(std::move(meddle)) {}

  Result<Candidate> measure(MaintenanceSession& session, const TargetPolicy& policy, Remedy remedy, const ObjectName& object,
                            WallTime now) const override {
    return real_->measure(session, policy, remedy, object, now);
  }
  std::vector<GuardResult> ask_guards(const GuardContext& context) const override {
    std::vector<GuardResult> results = real_->ask_guards(context);
    if (context.approved && armed_.exchange(false)) {
      meddle_();
    }
    return results;
  }
  std::vector<GuardResult> ask_running_guards(const GuardContext& context) const override { return real_->ask_running_guards(context); }
  std::vector<std::string> approval(const TargetPolicy& policy, Remedy remedy, const Candidate& candidate, int version) const override {
    return real_->approval(policy, remedy, candidate, version);
  }

 private:
  const std::function<void()> meddle_;
  const std::unique_ptr<Judge> real_ = make_judge();
  mutable std::atomic<bool> armed_{true};
};

}  // namespace pgmedic
