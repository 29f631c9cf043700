#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic {
namespace {

void add_index_reasons(const RemedyPolicy& policy, const Candidate& candidate, int version_num, std::vector<std::string>& reasons) {
  const auto needs = [&](const char* kind, const char* fact) { return candidate.flag(fact) && !policy.unattended.contains(kind); };
  if (version_num < guards::kOnConflictFixed && needs("unique", "is_unique")) {
    reasons.emplace_back("it is unique, and INSERT ... ON CONFLICT may fail while it is rebuilt");
  }
  if (needs("expression", "is_expression")) {
    reasons.emplace_back("it is on an expression, whose functions a rebuild runs");
  }
  if (needs("partial", "is_partial")) {
    reasons.emplace_back("it is partial, and its condition may run functions");
  }
  if (needs("toast", "is_toast")) {
    reasons.emplace_back("it belongs to a TOAST table");
  }
  if (!candidate.flag("is_owned")) {
    reasons.emplace_back("the maintainer could not drop what a failed rebuild leaves behind, which only the owner, " +
                         candidate.text("owner") + ", may");
  }
}

}  // namespace

std::vector<std::string> approval_reasons(const TargetPolicy& policy, Remedy remedy, const Candidate& candidate, int version_num) {
  std::vector<std::string> reasons;
  if (remedy == Remedy::kReindex) {
    add_index_reasons(policy.of(remedy), candidate, version_num, reasons);
  }
  return reasons;
}

}  // namespace pgmedic

namespace pgmedic::guards {

GuardResult judge_approval(const GuardContext& context) {
  const Mode mode = context.policy.mode_of(context.remedy);
  if (mode < Mode::kApprove) {
    return no(std::string("the mode is ") + mode_name(mode) + ": nothing is run");
  }
  if (context.approved) {
    return ok("a person has released it");
  }
  if (mode == Mode::kApprove) {
    return no("the mode is approve: a person has to release it");
  }
  if (context.remedy == Remedy::kDropLeftover && !context.proven_ours.value_or(false)) {
    return no("the journal does not prove that it is ours: a person has to release it");
  }
  const std::vector<std::string> reasons = approval_reasons(context.policy, context.remedy, context.candidate, context.facts.version_num);
  return reasons.empty() ? ok("none is needed") : no(reasons.front() + ": a person has to release it");
}

}  // namespace pgmedic::guards
