// The journal: what the past of objects and of windows was, added up.
#include <fmt/format.h>

#include "remedy/journal.h"
#include "remedy/journal_rows.h"

namespace pgmedic {
namespace {

std::string epoch(WallTime time) {
  return fmt::format("{:.6f}", unix_seconds(time));
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

const std::string& past_sql() {
  static const std::string kSql = fmt::format(
      R"sql(SELECT state, extract(epoch FROM state_since), extract(epoch FROM ended - started), {}, {}, {}, {}
FROM pgmedic.action WHERE key = {} AND started IS NOT NULL AND ended IS NOT NULL
  AND state IN ('succeeded', 'ineffective', 'regressed', 'failed', 'quarantined', 'cancelled')
ORDER BY ended DESC LIMIT 50)sql",
      number_sql("before", "bytes"), number_sql("after", "bytes"), number_sql("before", "rows"), number_sql("after", "rows"), key_sql());
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
      fmt::arg("reckoned", number_sql("a.predicted", "reckoned_seconds")), fmt::arg("seconds", number_sql("a.predicted", "seconds")));
  return kSql;
}

// What started since then has cost, as the columns of a WindowUsage; the parameters' numbers are given.
std::string used_sql(int target, int since) {
  return fmt::format(R"sql(
WITH used AS (SELECT * FROM pgmedic.action WHERE target = ${target} AND started >= to_timestamp(${since}::float8))
SELECT (SELECT count(*) FROM used), (SELECT coalesce(sum({bytes}), 0) FROM used), (SELECT coalesce(sum({wal}), 0) FROM used),
  (SELECT coalesce(sum(extract(epoch FROM coalesce(ended, clock_timestamp()) - started)), 0) FROM used),
  (SELECT count(*) FROM used WHERE state IN ('failed', 'quarantined')))sql",
                     fmt::arg("target", target), fmt::arg("since", since),
                     fmt::arg("bytes", fmt::format("coalesce({}, {})", number_sql("before", "bytes"), number_sql("before", "table_bytes"))),
                     fmt::arg("wal", number_sql("predicted", "wal_bytes")));
}

WindowUsage read_usage(const RowSet& rows) {
  return {static_cast<std::size_t>(read_number(rows.value(0, 0))), read_number(rows.value(0, 1)), read_number(rows.value(0, 2)),
          from_seconds(rows.value(0, 3)), static_cast<std::size_t>(read_number(rows.value(0, 4)))};
}

const std::string& usage_sql() {
  static const std::string kSql =
      fmt::format(R"sql({used},
  EXISTS (SELECT FROM pgmedic.action WHERE key = {key} AND state = 'quarantined'),
  (SELECT count(*) FROM pgmedic.action WHERE target = $6 AND state IN ({executing}) AND id IS DISTINCT FROM NULLIF($8, '')::uuid),
  (SELECT a.system_identifier FROM pgmedic.action AS a WHERE a.id = NULLIF($8, '')::uuid)
)sql",
                  fmt::arg("used", used_sql(6, 7)), fmt::arg("key", key_sql()), fmt::arg("executing", executing_states_sql()));
  return kSql;
}

}  // namespace

Result<WindowUsage> Journal::usage(WallTime since) {
  static const std::string kSql = used_sql(1, 2);
  const Rows rows = ask(kSql, {target_, epoch(since)});
  return rows ? Result<WindowUsage>(read_usage(**rows)) : Result<WindowUsage>(rows.error());
}

// Each part finds its rows by index action_state; who is suppressed has been so for a day at most.
Result<std::map<Remedy, RemedyCensus>> Journal::census() {
  std::vector<std::string> remedies;
  remedies.reserve(kRemedies.size());
  for (const Remedy remedy : kRemedies) {
    remedies.emplace_back(remedy_name(remedy));
  }
  const Rows rows = ask(R"sql(
SELECT r.remedy,
  (SELECT extract(epoch FROM max(a.ended)) FROM pgmedic.action AS a
    WHERE a.target = $1 AND a.state = 'succeeded' AND a.remedy = r.remedy),
  (SELECT count(DISTINCT a.key) FROM pgmedic.action AS a WHERE a.target = $1 AND a.state = 'quarantined' AND a.remedy = r.remedy),
  (SELECT count(DISTINCT a.key) FROM pgmedic.action AS a WHERE a.target = $1 AND a.state = 'suppressed' AND a.remedy = r.remedy
    AND a.ended > clock_timestamp() - interval '25 hours' AND a.quiet_until > clock_timestamp())
FROM unnest($2::text[]) AS r (remedy)
)sql",
                        {target_, array_literal(remedies)});
  if (!rows) {
    return rows.error();
  }
  std::map<Remedy, RemedyCensus> census;
  for (std::size_t row = 0; row < (*rows)->rows(); ++row) {
    const RowSet& values = **rows;
    if (const std::optional<Remedy> remedy = parse_remedy(values.value(row, 0))) {
      census[*remedy] = {values.is_null(row, 1) ? std::nullopt : std::optional<WallTime>(from_epoch(values.value(row, 1))),
                         static_cast<std::size_t>(read_number(values.value(row, 2))),
                         static_cast<std::size_t>(read_number(values.value(row, 3)))};
    }
  }
  return census;
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
  history.usage = read_usage(used);
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

}  // namespace pgmedic
