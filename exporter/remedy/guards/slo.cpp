#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_slo(const GuardContext& context) {
  const std::string& query = context.policy.guards.slo_query;
  if (query.empty()) {
    return ok("no expression is configured");
  }
  const Result<Truth> truth = ask_truth(context.outside, context.policy.prometheus, query, context.now);
  if (!truth) {
    return unknown(truth.error().text());
  }
  const std::string said = "the expression " + query + " ";
  return aged(truth->objection.empty() ? ok(said + "holds") : no(said + truth->objection), truth->at, context.now);
}

}  // namespace pgmedic::guards
