#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_on_conflict(const GuardContext& context) {
  if (!context.candidate.flag("is_unique") || context.facts.version_num >= kOnConflictFixed) {
    return ok("no statement infers it while it is rebuilt, or the server knows better");
  }
  if (context.policy.of(context.remedy).unattended.contains("unique")) {
    return ok("the configuration lets unique indexes be rebuilt unattended");
  }
  if (context.approved) {
    return ok("a person has released it, knowing that INSERT ... ON CONFLICT may fail meanwhile");
  }
  return judge_answer(context, "on_conflict", {oid_text(context.candidate.table_oid)}, [](const Answer& answer) {
    const std::optional<double> statements = answer.number("statements");
    if (!statements) {
      return no("INSERT ... ON CONFLICT on its table may fail meanwhile, and without pg_stat_statements nobody knows whether there is any");
    }
    if (*statements > 0) {
      return no("pg_stat_statements has seen " + amount_text(*statements, "") +
                " kinds of INSERT ... ON CONFLICT on its table, which may fail");
    }
    return ok("pg_stat_statements has seen no INSERT ... ON CONFLICT on its table");
  });
}

}  // namespace pgmedic::guards
