#include "remedy/executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "remedy/index_state.h"
#include "remedy/steps.h"
#include "remedy/table_use.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

constexpr Milliseconds kPatience{5'000};

// A key of the object's database, so that the table is enough; the upper half keeps it apart from others' keys.
constexpr std::int64_t kLockSpace = 0x70676D64;  // "pgmd"

std::string lock_key(std::uint32_t table_oid) {
  return std::to_string((kLockSpace << 32) | static_cast<std::int64_t>(table_oid));
}

// Held by the session that acts, so that it lasts as long as the statement does, whatever becomes of us.
Result<bool> lock_table(MaintenanceSession& session, std::uint32_t table_oid) {
  const auto rows = session.query("SELECT pg_catalog.pg_try_advisory_lock($1::bigint)", {lock_key(table_oid)}, kPatience);
  return rows ? Result<bool>((*rows)->value(0, 0) == "t") : Result<bool>(rows.error());
}

// Whether the name that the statement holds still leads to the table that was judged.
Result<bool> is_still_there(MaintenanceSession& session, const ObjectName& object, std::uint32_t table_oid) {
  const auto rows = session.query(
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
      " WHERE c.oid = $1::pg_catalog.oid AND n.nspname::pg_catalog.text = $2 AND c.relname::pg_catalog.text = $3)",
      {std::to_string(table_oid), object.schema, object.table}, kPatience);
  return rows ? Result<bool>((*rows)->value(0, 0) == "t") : Result<bool>(rows.error());
}

std::string milliseconds_text(Milliseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

}  // namespace

ActionLimits limits_of(const TargetPolicy& policy, Remedy remedy, const Candidate& candidate) {
  const RemedyPolicy& settings = policy.of(remedy);
  ActionLimits limits;
  limits.lock_timeout = settings.lock_timeout;
  limits.statement_timeout = settings.statement_timeout;
  if (limits.statement_timeout.count() == 0) {
    const auto predicted =
        std::chrono::duration_cast<Milliseconds>(std::chrono::duration<double>(candidate.number("predicted_seconds").value_or(0)));
    limits.statement_timeout = std::max<Milliseconds>(2 * predicted, 1min);
    if (is_for_indexes(remedy)) {
      limits.statement_timeout += settings.lock_timeout;  // waiting is not working
    }
  }
  if (!settings.maintenance_work_mem.empty()) {
    limits.settings.emplace_back("maintenance_work_mem", settings.maintenance_work_mem);
  }
  if (!is_for_indexes(remedy)) {
    limits.settings.emplace_back("vacuum_cost_delay", remedy == Remedy::kFreeze ? "0" : fmt::format("{}ms", settings.cost_delay_ms));
  }
  return limits;
}

bool Executor::step(Action& action, Event event, Change change) {
  return take_step(bench_, action, event, std::move(change));
}

bool Executor::settle(Action& action, const Deliberation& thought) {
  Change change = change_of(thought);
  if (const std::optional<Settlement> end = settlement_of(action, thought)) {
    change.reason = end->reason;
    step(action, end->event, std::move(change));
    return true;
  }
  if (!thought.summary.go) {
    hold_back(bench_, action, thought.summary.reason, thought.blocker, std::move(change));
    return true;
  }
  return false;
}

bool Executor::is_called_off(Action& action) {
  const Result<std::string> wanted = bench_.journal.stop_wanted(action.id);
  if (!wanted || wanted->empty()) {
    return false;
  }
  Change change;
  change.reason = *wanted;
  step(action, Event::kWithdraw, std::move(change));
  return true;
}

Result<MaintenanceSession*> Executor::session_for(const Action& action, const std::string& purpose) {
  if (session_ == nullptr || session_->broken() || session_database_ != action.object.database) {
    session_.reset();
    Result<std::unique_ptr<MaintenanceSession>> opened = bench_.connector.connect(action.object.database, purpose + "/" + action.id);
    if (!opened && opened.error().code == ErrorCode::kNoDatabase && is_executing(action.state)) {
      const Result<std::string> renamed = bench_.journal.database_name(action.database_oid);
      if (!renamed) {
        return renamed.error();
      }
      if (!renamed->empty()) {
        opened = bench_.connector.connect(*renamed, purpose + "/" + action.id);
      }
    }
    if (!opened) {
      return std::move(opened).error();
    }
    session_ = std::move(*opened);
    session_database_ = action.object.database;
    session_name_ = "pgmedic/" + purpose + "/" + action.id;
  }
  return session_.get();
}

MaintenanceSession* Executor::session_to_end(Action& action, const std::string& purpose) {
  const Result<MaintenanceSession*> session = session_for(action, purpose);
  if (session) {
    return *session;
  }
  if (session.error().code == ErrorCode::kNoDatabase) {
    Change change;
    change.reason = session.error().message + ", and what was done there is gone with it";
    step(action, action.state == State::kUnknown ? Event::kFindNothing : Event::kFail, std::move(change));
  } else {
    bench_.log.warn(
        "an action cannot be ended yet",
        {{"target", bench_.target}, {"action", action.id}, {"state", state_name(action.state)}, {"error", session.error().text()}});
  }
  return nullptr;
}

bool Executor::attempt(Action action) {
  measured_.reset();
  session_.reset();  // one of its own, so that its lock ends with it
  const Result<MaintenanceSession*> session = session_for(action, "action");
  if (!session) {
    if (!refuse_without_database(bench_, action, session.error())) {
      hold_back(bench_, action, session.error().text(), "session", {});
    }
    return false;
  }
  const Result<Candidate> candidate = measure_action(bench_, **session, action);
  if (!candidate) {
    hold_back(bench_, action, candidate.error().text(), "measure", {});
    session_.reset();
    return false;
  }
  measured_ = *candidate;
  if (candidate->exists) {
    // Who holds it is another replica at work on the same, or its statement: nothing to write down, it shows in the journal soon.
    const Result<bool> locked = lock_table(**session, candidate->table_oid);
    if (!locked || !*locked) {
      session_.reset();
      return false;
    }
  }
  const Result<Deliberation> thought = deliberate(bench_, **session, action, *candidate);
  if (!thought) {
    hold_back(bench_, action, thought.error().text(), "journal", {});
    session_.reset();
    return false;
  }
  const bool sent = !settle(action, *thought) && begin(action, *thought);
  session_.reset();
  return sent;
}

bool Executor::begin(Action& action, const Deliberation& thought) {
  const Candidate& candidate = thought.candidate;
  if (action.state != State::kQueued && !step(action, Event::kQueue, {})) {
    return false;
  }
  constexpr const char* kChanged = "the catalog has changed in the meantime";
  const Result<bool> there = is_still_there(*session_, candidate.object, candidate.table_oid);
  if (!there || !*there) {
    hold_back(bench_, action, kChanged, "object", {});
    return false;
  }
  Change change;
  change.reason = "all guards agree";
  change.object = ObjectName{action.object.database, candidate.object.schema, candidate.object.table, candidate.object.index};
  change.database_oid = candidate.database_oid;
  change.table_oid = candidate.table_oid;
  change.index_oid = candidate.index_oid;
  change.new_index_oid = 0;
  change.sql = candidate.statement;
  change.guards = facts_of(thought.guards);
  change.predicted = predictions_of(candidate);
  change.before = facts_of(candidate);
  add_use(*session_, candidate.table_oid, candidate.index_oid, *change.before);
  change.backend_pid = session_->facts().backend_pid;
  change.backend_start = session_->facts().backend_start;
  change.postmaster_start = session_->facts().postmaster_start;
  if (candidate.index_oid != 0) {
    const Result<IndexState> index = read_index(*session_, candidate.object);
    const Result<std::vector<InvalidIndex>> invalid = invalid_indexes(*session_, candidate.table_oid);
    if (!index || !invalid || index->oid != candidate.index_oid) {
      hold_back(bench_, action, kChanged, "object", {});
      return false;
    }
    change.definition = index->definition;
    change.invalid_before.emplace();
    for (const InvalidIndex& one : *invalid) {
      change.invalid_before->push_back(one.oid);
    }
    action.definition = index->definition;
    action.invalid_before = *change.invalid_before;
  }
  const Result<bool> began = bench_.journal.begin(action.id, action.state, change);
  if (!began) {
    bench_.log.error("the journal cannot be written, so nothing is done", {{"target", bench_.target}, {"error", began.error().text()}});
  }
  if (!began || !*began) {
    return false;  // another action of the target has begun meanwhile, or this one has; it stays queued
  }
  action.state = State::kStarting;
  action.object = *change.object;
  action.database_oid = candidate.database_oid;
  action.table_oid = candidate.table_oid;
  action.index_oid = candidate.index_oid;
  action.sql = candidate.statement;
  action.predicted = *change.predicted;
  action.before = *change.before;
  action.backend_pid = *change.backend_pid;
  action.backend_start = *change.backend_start;
  return launch(action, candidate);
}

bool Executor::launch(Action& action, const Candidate& candidate) {
  const ActionLimits limits = limits_of(bench_.policy, action.remedy, candidate);
  const Status prepared = session_->prepare_action(limits);
  Change change;
  if (!prepared.ok()) {
    change.reason = "session: " + prepared.error().text();
    step(action, Event::kBackOff, std::move(change));
    return false;
  }
  if (is_called_off(action)) {
    return false;
  }
  change.reason = "the statement is sent";
  change.starts = true;
  change.data = {{"statement", action.sql},
                 {"statement_timeout_ms", milliseconds_text(limits.statement_timeout)},
                 {"lock_timeout_ms", milliseconds_text(limits.lock_timeout)}};
  if (!step(action, Event::kLaunch, std::move(change))) {
    return false;
  }
  // The server's clock, because what the server says of the table is compared with it.
  const Result<std::optional<Action>> written = bench_.journal.find(action.id);
  action.started = written && *written ? (*written)->started : bench_.clock.wall_now();
  std::optional<ActionReply> reply = run_watched(action, candidate);
  if (reply) {
    conclude(action, std::move(*reply));
  }
  bench_.orders.show(std::nullopt);
  return true;
}

}  // namespace pgmedic
