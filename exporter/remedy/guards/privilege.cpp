#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

bool may_act(Remedy remedy, const Answer& answer) {
  const bool owns = answer.number_or("owns", 0) != 0;
  const bool maintains = answer.number_or("maintains", 0) != 0;
  const bool owns_database = answer.number_or("owns_database", 0) != 0;
  switch (remedy) {
    case Remedy::kReindex: return owns || maintains;
    case Remedy::kAnalyze:
    case Remedy::kVacuum:
    case Remedy::kFreeze: return owns || maintains || owns_database;
    case Remedy::kDropLeftover: return owns;
  }
  return false;
}

}  // namespace

GuardResult judge_privilege(const GuardContext& context) {
  if (!context.candidate.exists) {
    return unknown("there is no object to have rights on");
  }
  return judge_answer(context, "privilege", {oid_text(context.candidate.table_oid)}, [&](const Answer& answer) {
    const std::string role = answer.text("role");
    const std::string owner = answer.text("owner");
    if (answer.number_or("may_look", 0) == 0) {
      return no("role " + role + " lacks USAGE on schema " + context.candidate.object.schema + ": grant it", Settles::kRefused);
    }
    if (may_act(context.remedy, answer)) {
      return ok("role " + role + " may do it");
    }
    const bool grantable = context.facts.major() >= 17 && context.remedy != Remedy::kDropLeftover;
    return no("role " + role +
                  " may not do it: " + (grantable ? "grant it MAINTAIN on the table" : "make it a member of the table's owner, " + owner),
              Settles::kRefused);
  });
}

}  // namespace pgmedic::guards
