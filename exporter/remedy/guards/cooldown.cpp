#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {

GuardResult judge_cooldown(const GuardContext& context) {
  const ObjectHistory& history = context.history;
  if (!history.readable) {
    return unknown("the journal cannot be read");
  }
  const RemedyPolicy& policy = context.policy.of(context.remedy);
  const std::optional<WallTime> end = cooldown_end(history.past, policy.cooldown, policy.longest_cooldown);
  if (!end || *end <= context.now) {
    return aged(ok(end ? "the last time was long enough ago" : "there was no time before"), history.read_at, context.now);
  }
  return aged(no("it is left alone until " + format_in_zone(*end, "UTC"), Settles::kSuppressed), history.read_at, context.now);
}

}  // namespace pgmedic::guards
