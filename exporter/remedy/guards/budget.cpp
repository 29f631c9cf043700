#include "remedy/guards/list.h"
#include "remedy/guards/say.h"

namespace pgmedic::guards {
namespace {

// What would be more than the window has left; empty: nothing. After a failure only half of each is there.
std::string overspent(const Budget& budget, const WindowUsage& usage, const Candidate& candidate) {
  const double part = budget_part(usage);
  const auto is_over = [&](double limit, double spent) { return limit > 0 && spent > limit * part; };
  const double bytes_more = candidate.number("bytes").value_or(candidate.number("table_bytes").value_or(0));
  if (is_over(static_cast<double>(budget.actions), static_cast<double>(usage.actions) + 1)) {
    return std::to_string(usage.actions) + " actions have run";
  }
  if (is_over(budget.bytes, usage.bytes + bytes_more)) {
    return bytes(usage.bytes) + " were worked on, and this one has " + bytes(bytes_more);
  }
  const double wal_more = candidate.number("predicted_wal_bytes").value_or(0);
  if (is_over(budget.wal_bytes, usage.wal_bytes + wal_more)) {
    return bytes(usage.wal_bytes) + " of WAL were written, and this one would write " + bytes(wal_more);
  }
  const double time_more = candidate.number("predicted_seconds").value_or(0);
  if (is_over(in_seconds(budget.time), in_seconds(usage.time) + time_more)) {
    return time(usage.time) + " were spent, and this one would take " + seconds(time_more);
  }
  return {};
}

}  // namespace

GuardResult judge_budget(const GuardContext& context) {
  const ObjectHistory& history = context.history;
  if (!history.readable) {
    return unknown("the journal cannot be read");
  }
  const Budget& budget = context.policy.budget;
  const WindowUsage& usage = history.usage;
  if (budget.failures > 0 && usage.failures >= budget.failures) {
    return aged(no(std::to_string(usage.failures) + " actions have failed in this window: it is over"), history.read_at, context.now);
  }
  const std::string over = overspent(budget, usage, context.candidate);
  if (!over.empty()) {
    const char* const half = usage.failures > 0 ? "; after a failure half of the budget is left" : "";
    return aged(no("the window's budget does not allow it: " + over + half), history.read_at, context.now);
  }
  return aged(ok(std::to_string(usage.actions) + " of " + std::to_string(budget.actions) + " actions have run"), history.read_at,
              context.now);
}

}  // namespace pgmedic::guards
