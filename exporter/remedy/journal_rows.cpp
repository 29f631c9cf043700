#include "remedy/journal_rows.h"

#include <fmt/format.h>

#include <charconv>

namespace pgmedic {
namespace {

std::string epoch_sql(const char* column) {
  return fmt::format("extract(epoch FROM {0}) AS {0}", column);
}

std::string pairs_sql(const char* column) {
  return fmt::format("ARRAY(SELECT unnest(ARRAY[p.key, coalesce(p.value, '')]) FROM jsonb_each_text({0}) AS p) AS {0}", column);
}

// Reads values by the column's name, so that the list of columns can grow in any order.
class Row {
 public:
  Row(const RowSet& rows, std::size_t row) : rows_(rows), row_(row) {}

  std::string text(std::string_view column) const {
    const auto found = rows_.find_column(column);
    return found ? std::string(rows_.value(row_, *found)) : std::string();
  }
  template <class Number>
  Number number(std::string_view column) const {
    const std::string value = text(column);
    Number number{};
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
  }
  std::optional<WallTime> time(std::string_view column) const {
    const std::string value = text(column);
    return value.empty() ? std::nullopt : std::optional<WallTime>(from_epoch(value));
  }
  Facts facts(std::string_view column) const {
    const std::vector<std::string> values = read_array(text(column));
    Facts facts;
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
      facts.emplace_back(values[i], values[i + 1]);
    }
    return facts;
  }

 private:
  const RowSet& rows_;
  std::size_t row_;
};

// Builds ", column = $n" piece by piece.
class Setter {
 public:
  explicit Setter(Parameters& parameters) : parameters_(parameters) {}

  void set(const char* column, std::string value, const char* cast = "") {
    parameters_.emplace_back(std::move(value));
    sql_ += fmt::format(", {} = ${}{}", column, parameters_.size(), cast);
  }
  void set_if(const char* column, const std::optional<std::string>& value) {
    if (value) {
      set(column, *value);
    }
  }
  void set_if(const char* column, const std::optional<std::uint32_t>& value) {
    if (value) {
      set(column, std::to_string(*value), "::oid");
    }
  }
  void set_if(const char* column, const std::optional<Facts>& value) {
    if (value) {
      sql_ += fmt::format(", {} = {}", column, facts_sql(parameters_.size() + 1));
      add_facts(parameters_, *value);
    }
  }
  // A moment from now; negative: never.
  void set_moment(const char* column, const std::optional<std::chrono::seconds>& in) {
    if (!in) {
      return;
    }
    if (in->count() < 0) {
      sql_ += fmt::format(", {} = NULL", column);
    } else {
      parameters_.emplace_back(std::to_string(in->count()));
      sql_ += fmt::format(", {} = clock_timestamp() + make_interval(secs => ${}::float8)", column, parameters_.size());
    }
  }
  void add(const char* sql) { sql_ += sql; }
  std::string sql() && { return std::move(sql_); }

 private:
  Parameters& parameters_;
  std::string sql_;
};

}  // namespace

std::string states_sql(bool (*wanted)(State)) {
  std::string list;
  for (const State state : all_states()) {
    if (wanted(state)) {
      list += fmt::format("{}'{}'", list.empty() ? "" : ", ", state_name(state));
    }
  }
  return list;
}

const std::string& open_states_sql() {
  static const std::string kStates = states_sql([](State state) { return !is_terminal(state); });
  return kStates;
}

const std::string& executing_states_sql() {
  static const std::string kStates = states_sql(is_executing);
  return kStates;
}

// An index is known by its own name: not everybody who nominates it knows its table. Names inside a JSON array cannot run into
// each other.
const std::string& key_sql() {
  static const std::string kKey =
      "sha256(convert_to(jsonb_build_array((SELECT c.system_identifier::text FROM pg_control_system() AS c),"
      " coalesce((SELECT d.oid::text FROM pg_database AS d WHERE d.datname = $1::text), $1::text), $2::text,"
      " CASE WHEN $4::text = '' THEN 'table' ELSE 'index' END, CASE WHEN $4::text = '' THEN $3::text ELSE $4::text END,"
      " $5::text)::text, 'UTF8'))";
  return kKey;
}

Parameters key_parameters(const ObjectName& object, const std::string& remedy) {
  return {object.database, object.schema, object.table, object.index, remedy};
}

std::string facts_sql(std::size_t first_parameter) {
  return fmt::format("jsonb_object(${}::text[], ${}::text[])", first_parameter, first_parameter + 1);
}

void add_facts(Parameters& parameters, const Facts& facts) {
  std::vector<std::string> names;
  std::vector<std::string> values;
  for (const auto& [name, value] : facts) {
    names.push_back(name);
    values.push_back(value);
  }
  parameters.emplace_back(array_literal(names));
  parameters.emplace_back(array_literal(values));
}

const std::string& action_columns() {
  static const std::string kColumns = fmt::format(
      "id, remedy, state, reason, {}, {}, {}, {}, {}, database, schema, \"table\", index, database_oid, table_oid, index_oid,"
      " new_index_oid, invalid_before::text[], definition, statement, trigger, check_name, actor, approved_by, {}, {}, {}, {}, {},"
      " attempts, replica, backend_pid, backend_start, postmaster_start, sqlstate, message, notices, system_identifier",
      epoch_sql("state_since"), epoch_sql("created"), epoch_sql("started"), epoch_sql("ended"), epoch_sql("verify_at"),
      pairs_sql("evidence"), pairs_sql("guards"), pairs_sql("predicted"), pairs_sql("before"), pairs_sql("after"));
  return kColumns;
}

Action read_action(const RowSet& rows, std::size_t index) {
  const Row row(rows, index);
  Action action;
  action.id = row.text("id");
  action.remedy = parse_remedy(row.text("remedy")).value_or(Remedy::kAnalyze);
  action.object = {row.text("database"), row.text("schema"), row.text("table"), row.text("index")};
  action.state = parse_state(row.text("state")).value_or(State::kUnknown);
  action.reason = row.text("reason");
  action.state_since = row.time("state_since").value_or(WallTime{});
  action.created = row.time("created").value_or(WallTime{});
  action.started = row.time("started");
  action.ended = row.time("ended");
  action.verify_at = row.time("verify_at");
  action.database_oid = row.number<std::uint32_t>("database_oid");
  action.table_oid = row.number<std::uint32_t>("table_oid");
  action.index_oid = row.number<std::uint32_t>("index_oid");
  action.new_index_oid = row.number<std::uint32_t>("new_index_oid");
  for (const std::string& oid : read_array(row.text("invalid_before"))) {
    action.invalid_before.push_back(static_cast<std::uint32_t>(read_number(oid)));
  }
  action.definition = row.text("definition");
  action.sql = row.text("statement");
  action.trigger = row.text("trigger");
  action.check = row.text("check_name");
  action.actor = row.text("actor");
  action.approved_by = row.text("approved_by");
  action.evidence = row.facts("evidence");
  action.guards = row.facts("guards");
  action.predicted = row.facts("predicted");
  action.before = row.facts("before");
  action.after = row.facts("after");
  action.attempts = row.number<int>("attempts");
  action.replica = row.text("replica");
  action.backend_pid = row.number<int>("backend_pid");
  action.backend_start = row.text("backend_start");
  action.postmaster_start = row.text("postmaster_start");
  action.sqlstate = row.text("sqlstate");
  action.message = row.text("message");
  action.notices = read_array(row.text("notices"));
  action.system_identifier = row.text("system_identifier");
  return action;
}

ActionEvent read_event(const RowSet& rows, std::size_t index) {
  const Row row(rows, index);
  return {row.time("at").value_or(WallTime{}),
          row.text("from_state"),
          row.text("to_state"),
          row.text("event"),
          row.text("reason"),
          row.facts("data")};
}

std::string change_sql(const Change& change, Parameters& parameters) {
  Setter setter(parameters);
  if (change.object) {
    setter.set("schema", change.object->schema);
    setter.set("\"table\"", change.object->table);
    setter.set("index", change.object->index);
  }
  setter.set_if("database_oid", change.database_oid);
  setter.set_if("table_oid", change.table_oid);
  setter.set_if("index_oid", change.index_oid);
  setter.set_if("new_index_oid", change.new_index_oid);
  setter.set_if("statement", change.sql);
  setter.set_if("definition", change.definition);
  setter.set_if("approved_by", change.approved_by);
  setter.set_if("backend_start", change.backend_start);
  setter.set_if("postmaster_start", change.postmaster_start);
  setter.set_if("sqlstate", change.sqlstate);
  setter.set_if("message", change.message);
  setter.set_if("guards", change.guards);
  setter.set_if("predicted", change.predicted);
  setter.set_if("before", change.before);
  setter.set_if("after", change.after);
  if (change.backend_pid) {
    setter.set("backend_pid", std::to_string(*change.backend_pid), "::integer");
  }
  if (change.invalid_before) {
    std::vector<std::string> oids;
    for (const std::uint32_t oid : *change.invalid_before) {
      oids.push_back(std::to_string(oid));
    }
    setter.set("invalid_before", array_literal(oids), "::oid[]");
  }
  if (change.notices) {
    setter.set("notices", array_literal(*change.notices), "::text[]");
  }
  setter.set_moment("verify_at", change.verify_in);
  setter.set_moment("quiet_until", change.quiet_for);
  if (change.starts) {
    setter.add(", attempts = attempts + 1, started = clock_timestamp()");
  }
  return std::move(setter).sql();
}

}  // namespace pgmedic
