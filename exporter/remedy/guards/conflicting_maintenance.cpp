#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_conflicting_maintenance(const GuardContext& context) {
  if (!context.candidate.exists) {
    return unknown("there is no table to look at");
  }
  return judge_others(context, "conflicting_maintenance", {oid_text(context.candidate.table_oid), pid_text(context)},
                      [](const Answer& answer) {
                        const std::optional<double> sessions = answer.number("sessions");
                        if (!sessions) {
                          return unknown("nobody knows who works there");
                        }
                        if (answer.number_or("to_prevent_wraparound", 0) != 0) {
                          return no("autovacuum works there to prevent wraparound, which nothing may disturb: " + answer.text("who"));
                        }
                        return *sessions > 0 ? no("others work there: " + answer.text("who")) : ok("nobody else works there");
                      });
}

}  // namespace pgmedic::guards
