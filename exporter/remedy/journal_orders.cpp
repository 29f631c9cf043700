// What people order through the journal: whichever pgmedic holds an action obeys, and none of them is lost in between.
#include <fmt/format.h>

#include "remedy/journal.h"
#include "remedy/journal_rows.h"

namespace pgmedic {
namespace {

// $1 and $2: value and actor.
constexpr const char* kSetPaused = R"sql(
INSERT INTO pgmedic.control (name, value, actor) VALUES ('paused', $1, $2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, actor = excluded.actor,
  since = CASE WHEN control.value = excluded.value THEN control.since ELSE clock_timestamp() END
)sql";

// $1 target, $2 who wants it, $3 replica. Whoever came first keeps the blame.
std::string ask_to_stop_sql(const std::string& which) {
  return fmt::format(R"sql(
WITH asked AS (UPDATE pgmedic.action AS a SET stop_wanted = $2
  WHERE a.target = $1 AND a.state IN ({}) AND a.stop_wanted = ''{} RETURNING a.id, a.state)
INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state, reason, replica)
SELECT s.id, 'ask_to_stop', s.state, s.state, $2, $3 FROM asked AS s RETURNING number
)sql",
                     states_sql(is_stoppable), which);
}

}  // namespace

Result<ControlState> Journal::control() {
  const Rows rows = ask("SELECT value, actor, extract(epoch FROM since) FROM pgmedic.control WHERE name = 'paused'", {});
  if (!rows) {
    return rows.error();
  }
  if ((*rows)->rows() == 0) {
    return ControlState{};
  }
  return ControlState{(*rows)->value(0, 0) == "true", std::string((*rows)->value(0, 1)), from_epoch((*rows)->value(0, 2))};
}

Status Journal::set_paused(bool paused, const std::string& actor) {
  return together({{kBeginLock, {}}, {kSetPaused, {paused ? "true" : "false", actor}}});
}

Status Journal::abort(const std::string& actor) {
  return together({{kBeginLock, {}}, {kSetPaused, {"true", actor}}, {ask_to_stop_sql(""), {target_, "cancelled by " + actor, replica_}}});
}

Status Journal::ask_to_stop(const std::string& id, const std::string& actor) {
  const Rows rows = ask(ask_to_stop_sql(" AND a.id = $4::uuid"), {target_, "cancelled by " + actor, replica_, id});
  return rows ? Status() : Status(rows.error());
}

Result<std::string> Journal::stop_wanted(const std::string& id) {
  const Rows rows = ask("SELECT stop_wanted FROM pgmedic.action WHERE id = $1::uuid", {id});
  if (!rows) {
    return rows.error();
  }
  return (*rows)->rows() == 1 ? std::string((*rows)->value(0, 0)) : std::string();
}

Status Journal::together(const std::vector<Statement>& statements) {
  const auto answers = ask_at_once(statements);
  return answers ? Status() : Status(answers.error());
}

}  // namespace pgmedic
