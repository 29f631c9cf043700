#include <algorithm>

#include "base/text.h"
#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

bool lists_database(const std::vector<std::string>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return matches_glob(pattern, name); });
}

bool lists_table(const std::vector<std::string>& patterns, const ObjectName& object) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_table(pattern, object.schema, object.table); });
}

// Why the configuration keeps us off; empty: it does not.
std::string forbidden(const TargetPolicy& policy, const ObjectName& object) {
  if (lists_database(policy.deny.databases, object.database) || lists_table(policy.deny.tables, object)) {
    return "remedies.deny names it";
  }
  if (!lists_database(policy.allow.databases, object.database)) {
    return "remedies.allow.databases does not name its database";
  }
  return lists_table(policy.allow.tables, object) ? "" : "remedies.allow.tables does not name it";
}

}  // namespace

GuardResult judge_object(const GuardContext& context) {
  const Candidate& candidate = context.candidate;
  if (!candidate.exists || candidate.statement.empty()) {
    return no(candidate.verdict_reason.empty() ? "there is no such object" : candidate.verdict_reason, Settles::kRefused);
  }
  const std::string off_limits = forbidden(context.policy, candidate.object);
  if (!off_limits.empty()) {
    return no(off_limits, Settles::kRefused);
  }
  const RemedyPolicy& policy = context.policy.of(context.remedy);
  const std::optional<double> size = candidate.number(is_for_indexes(context.remedy) ? "bytes" : "table_bytes");
  if (!size) {
    return unknown("its size is not known");
  }
  if (policy.max_bytes > 0 && *size > policy.max_bytes) {
    return no("it has " + bytes(*size) + ", more than max_bytes, " + bytes(policy.max_bytes), Settles::kRefused);
  }
  if (*size < policy.min_bytes) {
    return no("it has " + bytes(*size) + ", less than min_bytes, " + bytes(policy.min_bytes), Settles::kRefused);
  }
  return aged(ok("it may be worked on"), candidate.measured_at, context.now);
}

}  // namespace pgmedic::guards
