#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_old_transactions(const GuardContext& context) {
  if (!context.candidate.exists) {
    return unknown("there is no table to look at");
  }
  const double limit = in_seconds(context.policy.guards.oldest_transaction);
  const std::vector<std::string> parameters{oid_text(context.candidate.table_oid), std::to_string(limit), pid_text(context)};
  return judge_others(context, "old_transactions", parameters, [&](const Answer& answer) {
    const std::optional<double> old = answer.number("old");
    const std::optional<double> oldest = answer.number("oldest");
    if (!old || !oldest) {
      return unknown("nobody knows how old transactions are");
    }
    if (*old > 0) {
      return no("it would wait for a transaction that is " + seconds(*oldest) + " old: " + answer.text("who"));
    }
    return ok("no transaction is older than " + seconds(limit));
  });
}

}  // namespace pgmedic::guards
