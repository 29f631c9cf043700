#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_wraparound(const GuardContext& context) {
  if (!context.candidate.exists) {
    return unknown("there is no table to look at");
  }
  return judge_answer(context, "wraparound", {oid_text(context.candidate.table_oid)}, [&](const Answer& answer) {
    const std::optional<double> age = answer.number("xid_age");
    const std::optional<double> limit = answer.number("limit");
    if (!age || !limit || *limit <= 0) {
      return unknown("nobody knows how old its oldest transaction ID is");
    }
    const double ratio = *age / *limit;
    if (ratio > context.policy.guards.wraparound_ratio) {
      return no("autovacuum will soon have to freeze its table (" + amount_text(ratio, "ratio") +
                " of the way), and must not be kept waiting");
    }
    return ok("its table is " + amount_text(ratio, "ratio") + " of the way to the next freeze");
  });
}

}  // namespace pgmedic::guards
