// The reading half of the journal, and what it keeps beside actions: hands and baselines.
#include <fmt/format.h>

#include <algorithm>

#include "remedy/journal.h"
#include "remedy/journal_rows.h"

namespace pgmedic {
namespace {

constexpr const char* kOpenLimit = "5000";

std::string epoch(WallTime time) {
  return fmt::format("{:.6f}", unix_seconds(time));
}

std::optional<double> optional_number(const RowSet& rows, std::size_t row, std::size_t column) {
  return rows.is_null(row, column) ? std::nullopt : std::optional<double>(read_number(rows.value(row, column)));
}

Milliseconds from_seconds(std::string_view seconds) {
  return std::chrono::duration_cast<Milliseconds>(std::chrono::duration<double>(read_number(seconds)));
}

Outcome outcome_of(std::string_view state) {
  const auto is = [&](State wanted) { return state == state_name(wanted); };
  return is(State::kSucceeded)     ? Outcome::kSucceeded
         : is(State::kIneffective) ? Outcome::kIneffective
         : is(State::kRegressed)   ? Outcome::kRegressed
         : is(State::kCancelled)   ? Outcome::kCancelled
                                   : Outcome::kFailed;
}

// Numbers of a jsonb; what is none is NULL.
std::string json_number(const char* column, const char* name) {
  return fmt::format("CASE WHEN {0} ->> '{1}' ~ '^[0-9.eE+-]+$' THEN ({0} ->> '{1}')::float8 END", column, name);
}

const std::string& past_sql() {
  static const std::string kSql = fmt::format(
      R"sql(SELECT state, extract(epoch FROM state_since), extract(epoch FROM ended - started), {}, {}, {}, {}
FROM pgmedic.action WHERE key = {} AND started IS NOT NULL AND ended IS NOT NULL
  AND state IN ('succeeded', 'ineffective', 'regressed', 'failed', 'quarantined', 'cancelled')
ORDER BY ended DESC LIMIT 50)sql",
      json_number("before", "bytes"), json_number("after", "bytes"), json_number("before", "rows"), json_number("after", "rows"),
      key_sql());
  return kSql;
}

// From the statement to the server's word that it was done, or that its time was up, which is longer than was thought; $1 target, $2
// remedy, $3 what is reckoned now. Of runs that were much shorter, what does not grow with the object would be most of the time.
const std::string& experience_sql() {
  static const std::string kSql = fmt::format(
      R"sql(
WITH past AS (
  SELECT a.started, coalesce({reckoned}, {seconds}) AS reckoned,
    (SELECT extract(epoch FROM max(e.at) - a.started)::float8 FROM pgmedic.action_event AS e
     WHERE e.action_id = a.id AND e.at >= a.started
       AND (e.event = 'finish' OR e.event = 'break' AND e.from_state = 'running' AND a.sqlstate = '57014')) AS took
  FROM pgmedic.action AS a
  WHERE a.target = $1 AND a.remedy = $2 AND a.started IS NOT NULL),
telling AS (
  SELECT p.took / p.reckoned AS slowness FROM past AS p
  WHERE p.took > 0 AND p.reckoned >= 0.1 * $3::float8 AND p.reckoned > 0 ORDER BY p.started DESC LIMIT 50)
SELECT count(*), percentile_disc(0.9) WITHIN GROUP (ORDER BY slowness) FROM telling
)sql",
      fmt::arg("reckoned", json_number("a.predicted", "reckoned_seconds")), fmt::arg("seconds", json_number("a.predicted", "seconds")));
  return kSql;
}

const std::string& usage_sql() {
  static const std::string kSql =
      fmt::format(R"sql(
WITH used AS (SELECT * FROM pgmedic.action WHERE target = $6 AND started >= to_timestamp($7::float8))
SELECT (SELECT count(*) FROM used), (SELECT coalesce(sum({bytes}), 0) FROM used), (SELECT coalesce(sum({wal}), 0) FROM used),
  (SELECT coalesce(sum(extract(epoch FROM coalesce(ended, clock_timestamp()) - started)), 0) FROM used),
  (SELECT count(*) FROM used WHERE state IN ('failed', 'quarantined')),
  EXISTS (SELECT FROM pgmedic.action WHERE key = {key} AND state = 'quarantined'),
  (SELECT count(*) FROM pgmedic.action WHERE target = $6 AND state IN ({executing}) AND id::text <> $8),
  (SELECT a.system_identifier FROM pgmedic.action AS a WHERE a.id::text = $8)
)sql",
                  fmt::arg("bytes", json_number("before", "bytes")), fmt::arg("wal", json_number("predicted", "wal_bytes")),
                  fmt::arg("key", key_sql()), fmt::arg("executing", executing_states_sql()));
  return kSql;
}

}  // namespace

Result<std::vector<Action>> Journal::select(const std::string& condition, const Parameters& parameters) {
  const Rows rows = ask(fmt::format("SELECT {} FROM pgmedic.action {}", action_columns(), condition), parameters);
  if (!rows) {
    return rows.error();
  }
  std::vector<Action> actions;
  for (std::size_t row = 0; row < (*rows)->rows(); ++row) {
    actions.push_back(read_action(**rows, row));
  }
  return actions;
}

Result<std::vector<Action>> Journal::open_actions() {
  return select(fmt::format("WHERE target = $1 AND state IN ({}) ORDER BY created, id LIMIT {}", open_states_sql(), kOpenLimit), {target_});
}

Result<std::vector<Action>> Journal::recent(int limit) {
  return select("WHERE target = $1 ORDER BY created DESC, id LIMIT $2::integer", {target_, std::to_string(limit)});
}

Result<std::optional<Action>> Journal::find(const std::string& id) {
  if (!is_action_id(id)) {
    return std::optional<Action>();
  }
  const Result<std::vector<Action>> found = select("WHERE target = $1 AND id::text = lower($2)", {target_, id});
  if (!found) {
    return found.error();
  }
  return found.value().empty() ? std::optional<Action>() : std::optional<Action>(found.value().front());
}

Result<std::vector<ActionEvent>> Journal::events(const std::string& id) {
  const Rows rows =
      ask("SELECT extract(epoch FROM at) AS at, from_state, to_state, event, reason,"
          " ARRAY(SELECT unnest(ARRAY[p.key, coalesce(p.value, '')]) FROM jsonb_each_text(data) AS p) AS data"
          " FROM pgmedic.action_event WHERE action_id::text = lower($1) ORDER BY number",
          {id});
  if (!rows) {
    return rows.error();
  }
  std::vector<ActionEvent> events;
  for (std::size_t row = 0; row < (*rows)->rows(); ++row) {
    events.push_back(read_event(**rows, row));
  }
  return events;
}

Result<std::vector<Action>> Journal::due_for_verification() {
  const Rows claimed =
      ask("UPDATE pgmedic.action SET verify_at = clock_timestamp() + interval '10 minutes'"
          " WHERE target = $1 AND state = 'succeeded' AND verify_at <= clock_timestamp() RETURNING id::text",
          {target_});
  if (!claimed) {
    return claimed.error();
  }
  std::vector<std::string> ids;
  for (std::size_t row = 0; row < (*claimed)->rows(); ++row) {
    ids.emplace_back((*claimed)->value(row, 0));
  }
  return ids.empty() ? Result<std::vector<Action>>(std::vector<Action>())
                     : select("WHERE id::text = ANY ($1::text[]) ORDER BY created", {array_literal(ids)});
}

Result<std::vector<Action>> Journal::rebuilds_of(std::uint32_t database_oid, std::uint32_t table_oid) {
  return select(
      "WHERE target = $1 AND remedy = 'reindex' AND started IS NOT NULL AND database_oid = $2::oid AND table_oid = $3::oid"
      " ORDER BY created DESC LIMIT 100",
      {target_, std::to_string(database_oid), std::to_string(table_oid)});
}

Result<ObjectHistory> Journal::history(const ObjectName& object, Remedy remedy, WallTime budget_start, const std::string& id) {
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  ObjectHistory history;
  Parameters parameters = key_parameters(object, remedy_name(remedy));
  const Rows past = ask(past_sql(), parameters);
  if (!past) {
    return past.error();
  }
  for (std::size_t row = 0; row < (*past)->rows(); ++row) {
    const RowSet& rows = **past;
    history.past.push_back({outcome_of(rows.value(row, 0)), from_epoch(rows.value(row, 1)), from_seconds(rows.value(row, 2)),
                            optional_number(rows, row, 3), optional_number(rows, row, 4), optional_number(rows, row, 5),
                            optional_number(rows, row, 6)});
  }
  for (const std::string& value : {target_, epoch(budget_start), id}) {
    parameters.emplace_back(value);
  }
  const Rows usage = ask(usage_sql(), parameters);
  if (!usage) {
    return usage.error();
  }
  const RowSet& used = **usage;
  history.usage = {static_cast<std::size_t>(read_number(used.value(0, 0))), read_number(used.value(0, 1)), read_number(used.value(0, 2)),
                   from_seconds(used.value(0, 3)), static_cast<std::size_t>(read_number(used.value(0, 4)))};
  history.quarantined = used.value(0, 5) == "t";
  history.acting = static_cast<std::size_t>(read_number(used.value(0, 6)));
  if (!used.is_null(0, 7)) {
    history.system_identifier = std::string(used.value(0, 7));
  }
  const Rows baseline =
      ask(fmt::format("SELECT bytes_per_row, extract(epoch FROM measured), regrowths FROM pgmedic.baseline WHERE key = {}", key_sql()),
          key_parameters(object, "baseline"));
  if (!baseline) {
    return baseline.error();
  }
  if ((*baseline)->rows() > 0) {
    history.baseline = HealthyWeight{read_number((*baseline)->value(0, 0)), from_epoch((*baseline)->value(0, 1)),
                                     static_cast<std::size_t>(read_number((*baseline)->value(0, 2)))};
  }
  const Result<ControlState> orders = control();
  if (!orders) {
    return orders.error();
  }
  if (orders.value().paused) {
    history.paused_by = orders.value().actor.empty() ? "somebody" : orders.value().actor;
    history.paused_since = orders.value().since;
  }
  return history;
}

Result<Experience> Journal::experience(Remedy remedy, double reckoned_seconds) {
  const Rows rows = ask(experience_sql(), {target_, remedy_name(remedy), fmt::format("{}", reckoned_seconds)});
  if (!rows) {
    return rows.error();
  }
  return Experience{static_cast<std::size_t>(read_number((*rows)->value(0, 0))), optional_number(**rows, 0, 1).value_or(1)};
}

Result<bool> Journal::keep(const std::string& id) {
  const Rows rows = ask(fmt::format("UPDATE pgmedic.action SET held_until = clock_timestamp() + interval '{} seconds'"
                                    " WHERE id = $1::uuid AND replica = $2 AND state IN ({}) RETURNING id",
                                    kHold.count(), executing_states_sql()),
                        {id, replica_});
  return rows ? Result<bool>((*rows)->rows() == 1) : Result<bool>(rows.error());
}

Result<bool> Journal::take_over(const std::string& id) {
  const Rows rows = ask(fmt::format("UPDATE pgmedic.action SET replica = $2, held_until = clock_timestamp() + interval '{} seconds'"
                                    " WHERE id = $1::uuid AND state IN ({})"
                                    " AND (replica = $2 OR held_until IS NULL OR held_until < clock_timestamp()) RETURNING id",
                                    kHold.count(), executing_states_sql()),
                        {id, replica_});
  return rows ? Result<bool>((*rows)->rows() == 1) : Result<bool>(rows.error());
}

Status Journal::set_baseline(const ObjectName& object, double bytes_per_row) {
  Parameters parameters = key_parameters(object, "baseline");
  parameters.emplace_back(target_);
  parameters.emplace_back(fmt::format("{}", bytes_per_row));
  const Rows rows = ask(fmt::format("INSERT INTO pgmedic.baseline (key, target, database, schema, index, bytes_per_row)"
                                    " VALUES ({}, $6, $1, $2, $4, $7::float8) ON CONFLICT (key) DO UPDATE"
                                    " SET bytes_per_row = excluded.bytes_per_row, measured = clock_timestamp()",
                                    key_sql()),
                        parameters);
  return rows ? Status() : Status(rows.error());
}

Status Journal::count_regrowth(const ObjectName& object) {
  const Rows rows = ask(fmt::format("UPDATE pgmedic.baseline SET regrowths = regrowths + 1 WHERE key = {}", key_sql()),
                        key_parameters(object, "baseline"));
  return rows ? Status() : Status(rows.error());
}

// What is in quarantine stays: it still keeps an object out.
Result<int> Journal::forget(std::chrono::hours age) {
  const Rows rows =
      ask("WITH gone AS (DELETE FROM pgmedic.action WHERE target = $1 AND ended < clock_timestamp() - make_interval(hours => $2::integer)"
          " AND state <> 'quarantined' RETURNING id) SELECT count(*) FROM gone",
          {target_, std::to_string(age.count())});
  return rows ? Result<int>(static_cast<int>(read_number((*rows)->value(0, 0)))) : Result<int>(rows.error());
}

}  // namespace pgmedic
