#include <algorithm>

#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

// Dead rows come evenly since the last VACUUM: so much of that time is held, so many of them stay.
std::optional<double> held_share(const Answer& answer, const Candidate& candidate) {
  const std::optional<double> held = answer.number("held_seconds");
  const std::optional<double> since = candidate.number("vacuum_age");
  if (!held || !since || *since <= 0) {
    return std::nullopt;
  }
  return std::min(*held / *since, 1.0);
}

GuardResult judge_freezing(const Answer& answer, const Candidate& candidate) {
  const double oldest = candidate.number("xid_age").value_or(0);
  const double held = answer.number_or("xid_age", 0);
  if (oldest > 0 && held > 0.5 * oldest) {
    return no("it could hardly be made younger: transaction IDs are held by " + answer.text("who"));
  }
  return ok("nobody holds transaction IDs that matter");
}

GuardResult judge_removal(const GuardLimits& limits, const Answer& answer, const Candidate& candidate) {
  const std::string who = answer.text("who");
  const double oldest = in_seconds(limits.oldest_transaction);
  if (answer.number("held_seconds") && *answer.number("held_seconds") <= oldest) {
    return ok("nobody holds the horizon for long");
  }
  if (const std::optional<double> share = held_share(answer, candidate)) {
    return *share > limits.horizon_share
               ? no("about " + amount_text(*share, "ratio") + " of the dead rows cannot be removed while the horizon is held by " + who)
               : ok("most dead rows are older than what " + who + " holds");
  }
  if (answer.number_or("xid_age", 0) > limits.horizon_xids || answer.number("held_seconds")) {
    return no("dead rows may not be removable while the horizon is held by " + who);
  }
  return ok("what " + who + " holds is young");
}

}  // namespace

GuardResult judge_horizon(const GuardContext& context) {
  return judge_others(context, "horizon", {pid_text(context)}, [&](const Answer& answer) {
    const std::optional<double> holders = answer.number("holders");
    if (!holders) {
      return unknown("nobody knows who holds the horizon");
    }
    if (*holders == 0) {
      return ok("nobody holds the horizon");
    }
    return context.remedy == Remedy::kFreeze ? judge_freezing(answer, context.candidate)
                                             : judge_removal(context.policy.guards, answer, context.candidate);
  });
}

}  // namespace pgmedic::guards
