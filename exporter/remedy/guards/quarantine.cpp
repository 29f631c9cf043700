#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_quarantine(const GuardContext& context) {
  const ObjectHistory& history = context.history;
  if (!history.readable) {
    return unknown("the journal cannot be read");
  }
  if (history.quarantined) {
    return aged(no("it has failed too often: a person has to look, and release it", Settles::kSuppressed), history.read_at, context.now);
  }
  return aged(ok("it has not failed too often"), history.read_at, context.now);
}

}  // namespace pgmedic::guards
