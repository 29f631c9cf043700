#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

GuardResult judge_standbys(const GuardContext& context, const Answer& answer) {
  const GuardLimits& limits = context.policy.guards;
  const std::optional<double> lag = answer.number("lag_bytes");
  const std::optional<double> behind = answer.number("lag_seconds");
  if (!lag || !behind) {
    return unknown("nobody knows how far standbys are behind");
  }
  if (limits.replication_lag_bytes > 0 && *lag > limits.replication_lag_bytes) {
    return no("standby " + answer.text("slowest") + " is " + bytes(*lag) + " behind");
  }
  if (limits.replication_lag.count() > 0 && *behind > in_seconds(limits.replication_lag)) {
    return no("standby " + answer.text("slowest") + " is " + seconds(*behind) + " behind");
  }
  return ok(amount_text(answer.number_or("standbys", 0), "") + " standbys keep up");
}

// Empty: there is room.
std::string slot_fault(const GuardContext& context, const Answer& answer) {
  const double writes = context.running ? 0 : context.candidate.number("predicted_wal_bytes").value_or(0);
  const double retained = answer.number_or("retained_bytes", 0);
  const double limit = context.policy.guards.slot_retained_bytes;
  if (answer.number_or("endangered", 0) > 0) {
    return "the server is about to give up a replication slot";
  }
  if (limit > 0 && retained + writes > limit) {
    return "slot " + answer.text("furthest") + " keeps " + bytes(retained) + " of WAL, and this would add " + bytes(writes);
  }
  const std::optional<double> safe = answer.number("safe_bytes");
  if (safe && *safe < writes) {
    return "the server would give up a replication slot after " + bytes(*safe) + " of WAL, and this writes " + bytes(writes);
  }
  return {};
}

}  // namespace

GuardResult judge_replication(const GuardContext& context) {
  return judge_others(context, "replication", {}, [&](const Answer& answer) {
    const std::string fault = slot_fault(context, answer);
    return fault.empty() ? judge_standbys(context, answer) : no(fault);
  });
}

}  // namespace pgmedic::guards
