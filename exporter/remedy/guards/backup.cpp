#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_backup(const GuardContext& context) {
  const GuardLimits& limits = context.policy.guards;
  return judge_others(context, "backup", {}, [&](const Answer& answer) {
    const std::optional<double> running = answer.number("running");
    if (!running) {
      return unknown("nobody knows whether a backup is being taken");
    }
    if (*running > 0) {
      return no("a base backup is being taken");
    }
    if (!limits.backup_required) {
      return ok("no base backup is being taken, and none is required");
    }
    if (!context.last_backup) {
      return unknown("a fresh backup is required, and no series tells of any");
    }
    const double age = std::chrono::duration<double>(context.now - *context.last_backup).count();
    if (age < 0) {
      return unknown("the newest backup lies in the future");
    }
    return age > in_seconds(limits.backup_max_age) ? no("the newest backup is " + seconds(age) + " old")
                                                   : ok("the newest backup is " + seconds(age) + " old");
  });
}

}  // namespace pgmedic::guards
