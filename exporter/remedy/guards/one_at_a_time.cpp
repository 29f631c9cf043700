#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_one_at_a_time(const GuardContext& context) {
  const ObjectHistory& history = context.history;
  if (!history.readable) {
    return unknown("the journal cannot be read");
  }
  if (history.acting > 0) {
    return aged(no("another action of this target runs, or nobody knows how it ended"), history.read_at, context.now);
  }
  return aged(ok("nothing else runs"), history.read_at, context.now);
}

}  // namespace pgmedic::guards
