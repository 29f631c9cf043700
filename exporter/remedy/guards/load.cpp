#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_load(const GuardContext& context) {
  return judge_others(context, "load", {}, [&](const Answer& answer) {
    const std::optional<double> active = answer.number("active");
    const std::size_t limit = context.policy.guards.active_sessions;
    if (!active) {
      return unknown("nobody knows how many sessions work");
    }
    const std::string sessions = amount_text(*active, "") + " sessions work";
    return limit > 0 && *active > static_cast<double>(limit) ? no(sessions + ", more than " + std::to_string(limit)) : ok(sessions);
  });
}

}  // namespace pgmedic::guards
