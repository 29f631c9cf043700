#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

GuardResult judge_sessions(const GuardContext& context, std::size_t limit) {
  return judge_others(context, "load", {}, [&](const Answer& answer) {
    const std::optional<double> active = answer.number("active");
    if (!active) {
      return unknown("nobody knows how many sessions work");
    }
    const std::string sessions = amount_text(*active, "") + " sessions work";
    return limit > 0 && *active > static_cast<double>(limit) ? no(sessions + ", more than " + std::to_string(limit)) : ok(sessions);
  });
}

GuardResult judge_measure(const GuardContext& context) {
  const GuardLimits& limits = context.policy.guards;
  if (!limits.load_max) {
    return unknown("nobody says how much load is too much: set guards.load.max");
  }
  const Result<Reading> load = ask_number(context.outside, context.policy.prometheus, limits.load_query, context.now);
  if (!load) {
    return unknown(load.error().text());
  }
  const std::string said = "the expression " + limits.load_query + " gives " + amount_text(load->value, "");
  return aged(load->value > *limits.load_max ? no(said + ", more than " + amount_text(*limits.load_max, "")) : ok(said), load->at,
              context.now);
}

}  // namespace

GuardResult judge_load(const GuardContext& context) {
  const GuardLimits& limits = context.policy.guards;
  if (context.running) {
    return limits.critical_sessions == 0 ? ok("no number of sessions is critical") : judge_sessions(context, limits.critical_sessions);
  }
  const GuardResult sessions = judge_sessions(context, limits.active_sessions);
  return sessions.verdict != Verdict::kOk || limits.load_query.empty() ? sessions : judge_measure(context);
}

}  // namespace pgmedic::guards
