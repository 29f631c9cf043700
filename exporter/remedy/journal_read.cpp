// The reading half of the journal, and what it keeps beside actions: hands and baselines.
#include <fmt/format.h>

#include <algorithm>

#include "remedy/journal.h"
#include "remedy/journal_rows.h"

namespace pgmedic {
namespace {

constexpr const char* kOpenLimit = "5000";
constexpr const char* kVersion = "concat(ctid, ' ', xmin) AS version";

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
  const std::lock_guard<std::recursive_mutex> lock(mutex_);
  const Rows open = ask(fmt::format("SELECT id, {} FROM pgmedic.action WHERE target = $1 AND state IN ({}) ORDER BY created, id LIMIT {}",
                                    kVersion, open_states_sql(), kOpenLimit),
                        {target_});
  if (!open) {
    return open.error();
  }
  std::map<std::string, Seen> unchanged;
  std::vector<std::string> ids;
  std::vector<std::string> changed;
  for (std::size_t row = 0; row < (*open)->rows(); ++row) {
    ids.emplace_back((*open)->value(row, 0));
    auto known = seen_.extract(ids.back());
    if (known && known.mapped().version == (*open)->value(row, 1)) {
      unchanged.insert(std::move(known));
    } else {
      changed.push_back(ids.back());
    }
  }
  seen_ = std::move(unchanged);
  const Status status = changed.empty() ? Status() : read_again(changed);
  if (!status.ok()) {
    return status.error();
  }
  std::vector<Action> actions;
  for (const std::string& id : ids) {
    const auto seen = seen_.find(id);
    if (seen != seen_.end()) {  // else it has ended between the two questions
      actions.push_back(seen->second.action);
    }
  }
  return actions;
}

Status Journal::read_again(const std::vector<std::string>& ids) {
  const Rows rows = ask(fmt::format("SELECT {}, {} FROM pgmedic.action WHERE id = ANY ($1::uuid[]) AND state IN ({})", kVersion,
                                    action_columns(), open_states_sql()),
                        {array_literal(ids)});
  if (!rows) {
    return rows.error();
  }
  for (std::size_t row = 0; row < (*rows)->rows(); ++row) {
    Action action = read_action(**rows, row);
    std::string id = action.id;
    seen_.insert_or_assign(std::move(id), Seen{std::string((*rows)->value(row, 0)), std::move(action)});
  }
  return {};
}

Result<std::vector<Action>> Journal::recent(int limit) {
  return select("WHERE target = $1 ORDER BY created DESC, id LIMIT $2::integer", {target_, std::to_string(limit)});
}

Result<std::optional<Action>> Journal::find(const std::string& id) {
  if (!is_action_id(id)) {
    return std::optional<Action>();
  }
  const Result<std::vector<Action>> found = select("WHERE target = $1 AND id = $2::uuid", {target_, id});
  if (!found) {
    return found.error();
  }
  return found.value().empty() ? std::optional<Action>() : std::optional<Action>(found.value().front());
}

Result<std::vector<ActionEvent>> Journal::events(const std::string& id) {
  const Rows rows =
      ask("SELECT extract(epoch FROM at) AS at, from_state, to_state, event, reason,"
          " ARRAY(SELECT unnest(ARRAY[p.key, coalesce(p.value, '')]) FROM jsonb_each_text(data) AS p) AS data"
          " FROM pgmedic.action_event WHERE action_id = $1::uuid ORDER BY number",
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
                     : select("WHERE id = ANY ($1::uuid[]) ORDER BY created", {array_literal(ids)});
}

Result<std::vector<Action>> Journal::rebuilds_of(std::uint32_t database_oid, std::uint32_t table_oid) {
  return select(
      "WHERE target = $1 AND remedy = 'reindex' AND started IS NOT NULL AND database_oid = $2::oid AND table_oid = $3::oid"
      " ORDER BY created DESC LIMIT 100",
      {target_, std::to_string(database_oid), std::to_string(table_oid)});
}

Result<std::vector<Action>> Journal::broken_rebuilds() {
  return select(
      "WHERE target = $1 AND remedy = 'reindex' AND started IS NOT NULL AND state IN ('failed', 'cancelled', 'quarantined', 'cleaning')"
      " ORDER BY created DESC LIMIT 200",
      {target_});
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

Result<std::string> Journal::database_name(std::uint32_t oid) {
  const Rows rows = ask("SELECT d.datname FROM pg_catalog.pg_database AS d WHERE d.oid = $1::oid", {std::to_string(oid)});
  if (!rows) {
    return rows.error();
  }
  return (*rows)->rows() == 1 ? std::string((*rows)->value(0, 0)) : std::string();
}

Status Journal::adopt_orphans(std::chrono::hours proposal_ttl) {
  const Rows rows = ask(fmt::format(R"sql(
WITH lost AS (UPDATE pgmedic.action AS a SET target = $1
  FROM (SELECT o.id, o.target FROM pgmedic.action AS o
    WHERE o.target <> $1 AND o.state IN ({open}) AND o.system_identifier = (SELECT c.system_identifier::text FROM pg_control_system() AS c)
      AND CASE WHEN o.state IN ({executing}) THEN coalesce(o.held_until, o.state_since) < clock_timestamp() - interval '1 hour'
        ELSE o.created < clock_timestamp() - make_interval(hours => $2::integer + 24) END) AS before
  WHERE a.id = before.id AND a.target = before.target
  RETURNING a.id, a.state, before.target AS other)
INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state, reason, replica)
SELECT l.id, 'note', l.state, l.state, 'it was made for target ' || l.other, $3 FROM lost AS l
)sql",
                                    fmt::arg("open", open_states_sql()), fmt::arg("executing", executing_states_sql())),
                        {target_, std::to_string(proposal_ttl.count()), replica_});
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
