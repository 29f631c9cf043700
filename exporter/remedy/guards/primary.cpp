#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_primary(const GuardContext& context) {
  return judge_answer(context, "server", {}, [](const Answer& answer) {
    const std::optional<double> in_recovery = answer.number("in_recovery");
    if (!in_recovery) {
      return unknown("the server does not say whether it is a standby");
    }
    return *in_recovery != 0 ? no("it is a standby: act on its primary") : ok("it takes writes");
  });
}

}  // namespace pgmedic::guards
