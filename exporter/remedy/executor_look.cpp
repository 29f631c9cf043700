// Executor: whether a success has lasted, some time later. What rebuilds gain can be lost, and both rebuilding and new statistics
// may change how a table is read.
#include <fmt/format.h>

#include <algorithm>

#include "remedy/executor.h"
#include "remedy/index_state.h"
#include "remedy/outcome.h"
#include "remedy/table_use.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// An index that has come back to this part of what it had lost was not worth rebuilding.
constexpr double kGrownBack = 0.8;

// What a look says: regressed, or not; and whether there is anything to look at later.
struct Look {
  bool regressed = false;
  bool grown_back = false;
  bool over = false;
  std::string reason;
  Facts seen;
};

Look look_at_use(const Action& action, const std::optional<TableUse>& now) {
  if (!now) {
    return {false, false, true, "the table is gone", {}};
  }
  Look look{false, false, false, "", facts_of(*now)};
  const std::optional<TableUse> before = use_of(action.before);
  const std::optional<TableUse> after = use_of(action.after);
  look.reason = before && after ? worse_use(*before, *after, *now) : "";
  look.regressed = !look.reason.empty();
  return look;
}

// What the index itself says against it; an empty reason: nothing.
Look look_at_index(const Action& action, const IndexState& index) {
  if (!index.exists) {
    return {false, false, true, "the index is gone", {}};
  }
  if (!action.definition.empty() && index.definition != action.definition) {
    return {false, false, true, "somebody has made another index of that name", {}};
  }
  if (!index.usable) {
    return {true, false, true, "the index is not valid any more", {}};
  }
  const double before = number_of(action.before, "bytes").value_or(0);
  const double after = number_of(action.after, "bytes").value_or(0);
  const double rows_after = number_of(action.after, "rows").value_or(0);
  // More rows need more room: that is no bloat.
  const double expected = rows_after > 0 ? after * std::max(1.0, index.rows / rows_after) : after;
  Look look{false, false, false, "", {{"bytes", fmt::format("{}", index.bytes)}}};
  if (before > after && index.bytes - expected >= kGrownBack * (before - after)) {
    look.regressed = look.grown_back = true;
    look.reason = "it has grown back to what it was";
  }
  return look;
}

Result<Look> look_at(MaintenanceSession& session, const Action& action) {
  std::uint32_t index_oid = 0;
  Facts seen;
  if (action.remedy == Remedy::kReindex) {
    const Result<IndexState> index = read_index(session, action.object);
    if (!index) {
      return index.error();
    }
    Look look = look_at_index(action, *index);
    if (!look.reason.empty()) {
      return look;
    }
    index_oid = index->oid;
    seen = std::move(look.seen);
  }
  const Result<std::optional<TableUse>> use = read_use(session, action.table_oid, index_oid);
  if (!use) {
    return use.error();
  }
  Look look = look_at_use(action, *use);
  look.seen.insert(look.seen.begin(), seen.begin(), seen.end());
  return look;
}

}  // namespace

bool is_looked_at_again(Remedy remedy) {
  return remedy == Remedy::kReindex || remedy == Remedy::kAnalyze;
}

void Executor::look_again(Action action) {
  session_.reset();
  const auto age = bench_.clock.wall_now() - action.ended.value_or(action.state_since);
  Change change;
  change.verify_in = -1s;
  for (const Milliseconds after : bench_.policy.verify_after) {
    if (after > age + 1min) {
      change.verify_in = std::chrono::duration_cast<std::chrono::seconds>(after - age);
      break;
    }
  }
  if (is_looked_at_again(action.remedy)) {
    const Result<MaintenanceSession*> session = session_for(action, "look");
    const Result<Look> look = session ? look_at(**session, action) : Result<Look>(session.error());
    session_.reset();
    if (!look) {
      return;  // due again in a few minutes
    }
    change.data = look->seen;
    if (look->over || look->regressed) {
      change.verify_in = -1s;
    }
    change.reason = look->reason;
    if (look->regressed) {
      if (step(action, Event::kRegress, std::move(change)) && look->grown_back) {
        static_cast<void>(bench_.journal.count_regrowth(action.object).ok());
      }
      return;
    }
    change.reason = look->over ? look->reason : "it has lasted";
  }
  static_cast<void>(bench_.journal.note(action.id, action.state, change).ok());
}

}  // namespace pgmedic
