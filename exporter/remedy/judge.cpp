#include "remedy/judge.h"

#include <algorithm>
#include <iterator>

namespace pgmedic {
namespace {

class GuardedJudge final : public Judge {
 public:
  Result<Candidate> measure(MaintenanceSession& session, const TargetPolicy& policy, Remedy remedy, const ObjectName& object,
                            WallTime now) const override {
    return pgmedic::measure(ask_through(session), session.facts().server.major(), remedy, object, policy.of(remedy).max_bytes, now);
  }

  std::vector<GuardResult> ask_guards(const GuardContext& context) const override { return evaluate_all(context); }

  std::vector<GuardResult> ask_running_guards(const GuardContext& context) const override {
    static const std::vector<Guard> kRunning = [] {
      std::vector<Guard> guards;
      std::copy_if(all_guards().begin(), all_guards().end(), std::back_inserter(guards),
                   [](const Guard& guard) { return guard.while_running; });
      return guards;
    }();
    return evaluate_all(context, kRunning);
  }

  std::vector<std::string> approval(const TargetPolicy& policy, Remedy remedy, const Candidate& candidate, int version_num) const override {
    return approval_reasons(policy, remedy, candidate, version_num);
  }
};

}  // namespace

std::unique_ptr<Judge> make_judge() {
  return std::make_unique<GuardedJudge>();
}

}  // namespace pgmedic
