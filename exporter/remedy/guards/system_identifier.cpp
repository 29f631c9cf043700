#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_system_identifier(const GuardContext& context) {
  return judge_answer(context, "server", {}, [&](const Answer& answer) {
    const std::string here = answer.text("system_identifier");
    if (here.empty()) {
      return unknown("the server does not say which it is");
    }
    const std::optional<std::string>& proposed = context.history.system_identifier;
    if (proposed && *proposed != here) {
      return no("this is another server (" + here + ") than the proposal was written for (" + *proposed + ")", Settles::kRefused);
    }
    return ok("it is " + here);
  });
}

}  // namespace pgmedic::guards
