#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_leftover(const GuardContext& context) {
  if (!context.candidate.exists) {
    return unknown("there is no table to look at");
  }
  return judge_answer(context, "leftover", {oid_text(context.candidate.table_oid)}, [](const Answer& answer) {
    const std::optional<double> count = answer.number("leftovers");
    if (!count) {
      return unknown("nobody knows whether there are any");
    }
    return *count > 0 ? no("the table has invalid indexes, which come first: " + answer.text("names")) : ok("there is none");
  });
}

}  // namespace pgmedic::guards
