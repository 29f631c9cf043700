#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_paused(const GuardContext& context) {
  const ObjectHistory& history = context.history;
  if (!history.readable) {
    return unknown("the journal cannot be read");
  }
  if (history.paused_by.empty()) {
    return aged(ok("nobody has paused it"), history.read_at, context.now);
  }
  const std::string since = format_in_zone(history.paused_since, "UTC");
  return aged(no("paused by " + history.paused_by + " since " + since + "; resume it"), history.read_at, context.now);
}

}  // namespace pgmedic::guards
