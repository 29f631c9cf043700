#include <algorithm>

#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

// Measured longer ago, it says nothing about now.
constexpr double kOldestMeasurement = 900;
// Statistics are only called old when at least this part of autovacuum's own threshold has changed, as PostgresStaleStatistics has it.
constexpr double kChangedABit = 0.2;

std::string percent(double ratio) {
  return amount_text(ratio, "ratio");
}

std::string times(double ratio) {
  return amount_text(ratio, "") + " times autovacuum's threshold";
}

GuardResult judge_reindex(const RemedyPolicy& policy, const Candidate& candidate) {
  const std::optional<double> bloat = candidate.number("bloat_ratio");
  const std::optional<double> gain = candidate.number("predicted_gain_bytes");
  if (!candidate.flag("is_btree")) {
    return no("a proposal only: nothing measures a " + candidate.text("access_method") + " index");
  }
  if (!bloat || !gain) {
    const std::string why = candidate.text("unmeasured");
    return unknown("it was not measured" + (why.empty() ? why : ": " + why));
  }
  if (*bloat < policy.min_bloat) {
    return no("a rebuild would free " + percent(*bloat) + ", less than min_bloat, " + percent(policy.min_bloat), Settles::kSuperseded);
  }
  if (*gain < policy.min_gain_bytes) {
    return no("a rebuild would free " + bytes(*gain) + ", less than min_gain, " + bytes(policy.min_gain_bytes), Settles::kSuperseded);
  }
  return ok("a rebuild frees " + bytes(*gain) + ", " + percent(*bloat) + " of it");
}

GuardResult judge_analyze(const RemedyPolicy& policy, const Candidate& candidate) {
  const std::optional<double> ratio = candidate.number("analyze_ratio");
  if (!ratio) {
    return unknown("nobody knows how much has changed");
  }
  if (candidate.flag("never_analyzed") && std::max(*ratio, candidate.number("unanalyzed_ratio").value_or(0)) >= 1) {
    return ok("it was never analyzed");
  }
  if (*ratio >= policy.min_ratio) {
    return ok("changed rows are " + times(*ratio));
  }
  const std::optional<double> age = candidate.number("analyze_age");
  if (policy.min_age.count() > 0 && age && *age >= in_seconds(policy.min_age) && *ratio >= kChangedABit) {
    return ok("its statistics are " + seconds(*age) + " old, and changed rows are " + times(*ratio));
  }
  return no("changed rows are " + times(*ratio) + " only", Settles::kSuperseded);
}

GuardResult judge_vacuum(const RemedyPolicy& policy, const Candidate& candidate) {
  const std::optional<double> ratio = candidate.number("vacuum_ratio");
  if (!ratio) {
    return unknown("nobody knows how many rows are dead");
  }
  if (*ratio < policy.min_ratio) {
    return no("dead rows are " + times(*ratio) + ", less than min_ratio", Settles::kSuperseded);
  }
  return ok("dead rows are " + times(*ratio));
}

GuardResult judge_freeze(const RemedyPolicy& policy, const Candidate& candidate) {
  const std::optional<double> ratio = candidate.number("freeze_ratio");
  if (!ratio) {
    return unknown("nobody knows how old its oldest transaction ID is");
  }
  const std::string used = percent(*ratio) + " of the way to where the server stops";
  return *ratio < policy.min_freeze_ratio ? no("it is " + used + ", less than min_freeze_ratio", Settles::kSuperseded)
                                          : ok("it is " + used);
}

GuardResult judge_by_remedy(const GuardContext& context) {
  const RemedyPolicy& policy = context.policy.of(context.remedy);
  switch (context.remedy) {
    case Remedy::kReindex: return judge_reindex(policy, context.candidate);
    case Remedy::kAnalyze: return judge_analyze(policy, context.candidate);
    case Remedy::kVacuum: return judge_vacuum(policy, context.candidate);
    case Remedy::kFreeze: return judge_freeze(policy, context.candidate);
    case Remedy::kDropLeftover: return ok("an invalid index helps nobody");
  }
  return unknown("there is no such remedy");
}

}  // namespace

GuardResult judge_need(const GuardContext& context) {
  const double age = std::chrono::duration<double>(context.now - context.candidate.measured_at).count();
  if (!context.candidate.exists) {
    return no("there is no such object", Settles::kRefused);
  }
  const GuardResult result = age > kOldestMeasurement ? unknown("it was measured " + seconds(age) + " ago") : judge_by_remedy(context);
  return aged(result, context.candidate.measured_at, context.now);
}

}  // namespace pgmedic::guards
