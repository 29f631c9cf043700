#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_archiver(const GuardContext& context) {
  return judge_answer(context, "archiver", {}, [](const Answer& answer) {
    const std::optional<double> archiving = answer.number("archiving");
    const std::optional<double> failing = answer.number("failing");
    if (!archiving || !failing) {
      return unknown("nobody knows whether WAL is archived");
    }
    if (*archiving == 0) {
      return ok("WAL is not archived here");
    }
    return *failing != 0 ? no("archiving fails, at " + answer.text("failed_file") + ": more WAL would pile up") : ok("archiving works");
  });
}

}  // namespace pgmedic::guards
