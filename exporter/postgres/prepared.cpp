#include "postgres/prepared.h"

#include "base/limits.h"
#include "postgres/sqlstate.h"

namespace pgmedic {

Result<std::unique_ptr<RowSet>> PreparedStatements::run(const std::string& sql, const StatementBounds& bounds) {
  const auto [place, first] = plans_.try_emplace(sql);
  Plan& plan = place->second;
  if (first || plan.never || !prepare(plan, sql, bounds)) {
    return link_.run(sql, bounds);
  }
  Result<std::unique_ptr<RowSet>> rows = link_.run_prepared(plan.name, bounds);
  if (!rows && !link_.broken() && is_plan_complaint(link_.failure_sqlstate())) {
    plan.never = true;
    return link_.run(sql, bounds);
  }
  return rows;
}

bool PreparedStatements::prepare(Plan& plan, const std::string& sql, const StatementBounds& bounds) {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (!plan.name.empty() && now - plan.made < limits::kPlanLifetime) {
    return true;
  }
  if (!plan.name.empty()) {
    link_.forget(plan.name, bounds);
  }
  plan.name = "pgmedic_" + mark_ + "_" + std::to_string(++made_);
  plan.made = now;
  if (link_.prepare(plan.name, sql, bounds).ok()) {
    return true;
  }
  plan.never = !link_.broken();
  return false;
}

}  // namespace pgmedic
