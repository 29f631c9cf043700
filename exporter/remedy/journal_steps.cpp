// The journal: steps in the life of an action.
#include <fmt/format.h>

#include "remedy/journal.h"
#include "remedy/journal_rows.h"
#include "remedy/tally.h"

namespace pgmedic {
namespace {

// Moves the action and writes the event; a row when that happened, with what the action came to so far.
std::string step_sql(const std::string& set, const std::string& condition) {
  return fmt::format(R"sql(
WITH moved AS (UPDATE pgmedic.action AS a
  SET state = $3, state_since = CASE WHEN a.state = $3 THEN a.state_since ELSE clock_timestamp() END, reason = $4{set}
  WHERE a.id = $1::uuid AND a.state = $2 AND a.target = $6{condition}
  RETURNING a.id, a.remedy, extract(epoch FROM clock_timestamp() - a.started) AS seconds, {bytes_before} AS bytes_before,
    {bytes_after} AS bytes_after, {wal_predicted} AS wal_predicted, {wal_written} AS wal_written),
told AS (INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state, reason, data, replica)
  SELECT m.id, $7, $2, $3, $4, {facts}, $5 FROM moved AS m)
SELECT m.remedy, m.seconds, m.bytes_before, m.bytes_after, m.wal_predicted, m.wal_written FROM moved AS m
)sql",
                     fmt::arg("set", set), fmt::arg("condition", condition), fmt::arg("bytes_before", number_sql("a.before", "bytes")),
                     fmt::arg("bytes_after", number_sql("a.after", "bytes")),
                     fmt::arg("wal_predicted", number_sql("a.predicted", "wal_bytes")),
                     fmt::arg("wal_written", number_sql("a.after", "wal_bytes")), fmt::arg("facts", facts_sql(8)));
}

}  // namespace

void Journal::count_new(const Nomination& nomination, const Proposal& proposal) {
  if (tally_ != nullptr && proposal.outcome == Proposed::kNew) {
    StepTaken step;
    step.remedy = nomination.remedy;
    tally_->step(step);
  }
}

void Journal::count_step(const RowSet& moved, State from, State to) {
  const std::optional<Remedy> remedy = parse_remedy(moved.value(0, 0));
  if (tally_ != nullptr && remedy) {
    tally_->step({*remedy, from, to, optional_number(moved, 0, 1), optional_number(moved, 0, 2), optional_number(moved, 0, 3),
                  optional_number(moved, 0, 4), optional_number(moved, 0, 5)});
  }
}

Result<bool> Journal::move(const std::string& id, State from, Event event, const Change& change) {
  return step(id, from, event, change, false);
}

Result<bool> Journal::begin(const std::string& id, State from, const Change& change) {
  return step(id, from, Event::kBegin, change, true);
}

Result<bool> Journal::step(const std::string& id, State from, Event event, const Change& change, bool alone) {
  const Result<State> to = transition(from, event);
  if (!to) {
    return to.error();
  }
  Parameters parameters{id, state_name(from), state_name(*to), change.reason, replica_, target_, event_name(event)};
  add_facts(parameters, change.data);
  std::string set = change_sql(change, parameters);
  const std::chrono::seconds hold = change.lets_go ? std::chrono::seconds(0) : kHold;
  set += is_executing(*to) ? fmt::format(", replica = $5, held_until = clock_timestamp() + interval '{} seconds'", hold.count())
                           : std::string(", held_until = NULL");
  if (is_terminal(*to) && !is_terminal(from)) {  // what is learned later does not make it longer
    set += ", ended = clock_timestamp()";
  }
  const std::string in_our_hands = is_executing(from) ? " AND a.replica = $5" : "";
  const std::string nobody_else =
      alone ? fmt::format(
                  " AND NOT EXISTS (SELECT FROM pgmedic.action AS o WHERE o.id <> a.id AND o.target = $6 AND o.state IN ({}))"
                  " AND NOT EXISTS (SELECT FROM pgmedic.control AS c WHERE c.name = 'paused' AND c.value = 'true')",
                  executing_states_sql())
            : "";
  const std::string sql = step_sql(set, in_our_hands + nobody_else);
  const auto outcome = [&](const RowSet& moved) {
    if (moved.rows() == 1) {
      count_step(moved, from, *to);
    }
    return moved.rows() == 1;
  };
  if (!alone) {
    const Rows rows = ask(sql, parameters);
    return rows ? Result<bool>(outcome(**rows)) : Result<bool>(rows.error());
  }
  const auto answers = ask_at_once({{kBeginLock, {}}, {sql, parameters}});
  return answers ? Result<bool>(outcome(*answers.value()[1])) : Result<bool>(answers.error());
}

Result<bool> Journal::note(const std::string& id, State in, const Change& change) {
  Parameters parameters{id, state_name(in), change.reason, replica_, target_};
  add_facts(parameters, change.data);
  const std::string set = change_sql(change, parameters);
  const Rows rows =
      ask(fmt::format(R"sql(
WITH noted AS (UPDATE pgmedic.action AS a SET reason = CASE WHEN $3 = '' THEN a.reason ELSE $3 END{}
  WHERE a.id = $1::uuid AND a.state = $2 AND a.target = $5{} RETURNING a.id),
told AS (INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state, reason, data, replica)
  SELECT n.id, 'note', $2, $2, $3, {}, $4 FROM noted AS n WHERE {})
SELECT id FROM noted
)sql",
                      set, is_executing(in) ? " AND a.replica = $4" : "", facts_sql(6), change.quietly ? "false" : "$3 <> ''"),
          parameters);
  return rows ? Result<bool>((*rows)->rows() == 1) : Result<bool>(rows.error());
}

}  // namespace pgmedic
