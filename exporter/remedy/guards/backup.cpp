#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

// A smaller number is an age, or what an exporter says that knows of no backup: nobody measured Unix time in 2001 for this.
constexpr double kEarliest = 1e9;

// The expression gives when something was done last: it must not be longer ago than that.
GuardResult judge_last(const GuardContext& context, const char* what, const std::string& query, Milliseconds max_age) {
  const Result<Reading> last = ask_number(context.outside, context.policy.prometheus, query, context.now);
  if (!last) {
    return unknown(std::string("nobody knows when the newest ") + what + ": " + last.error().text());
  }
  if (last->value < kEarliest) {
    return unknown("the expression " + query + " gives " + amount_text(last->value, "") +
                   ", which is no Unix time: there was none, or it is an age, which time() - age turns into one");
  }
  const double age = unix_seconds(context.now) - last->value;
  if (age < 0) {
    return unknown(std::string("the newest ") + what + " in the future");
  }
  const std::string said = std::string("the newest ") + what + " " + seconds(age) + " ago";
  return aged(age > in_seconds(max_age) ? no(said) : ok(said), last->at, context.now);
}

GuardResult judge_freshness(const GuardContext& context) {
  const GuardLimits& limits = context.policy.guards;
  if (limits.backup_query.empty()) {
    return unknown("a fresh backup is required, and no series tells of any: set guards.backup.query");
  }
  GuardResult made = judge_last(context, "backup was made", limits.backup_query, limits.backup_max_age);
  if (made.verdict != Verdict::kOk || limits.backup_verify_query.empty()) {
    return made;
  }
  return judge_last(context, "verification of a backup was done", limits.backup_verify_query, limits.backup_verify_max_age);
}

}  // namespace

GuardResult judge_backup(const GuardContext& context) {
  const GuardResult running = judge_others(context, "backup", {}, [](const Answer& answer) {
    const std::optional<double> count = answer.number("running");
    if (!count) {
      return unknown("nobody knows whether a backup is being taken");
    }
    return *count > 0 ? no("a base backup is being taken") : ok("no base backup is being taken, and none is required");
  });
  return running.verdict == Verdict::kOk && context.policy.guards.backup_required ? judge_freshness(context) : running;
}

}  // namespace pgmedic::guards
