#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_superuser(const GuardContext& context) {
  if (context.facts.superuser) {
    return no("role " + context.facts.user +
                  " is a superuser, and indexes may run their owners' functions: use the role of sql/setup/maintenance.sql",
              Settles::kRefused);
  }
  return ok("role " + context.facts.user + " is none");
}

}  // namespace pgmedic::guards
