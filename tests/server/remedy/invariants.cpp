#include "server/remedy/invariants.h"

#include <algorithm>
#include <optional>

#include "remedy/journal_rows.h"
#include "remedy/states.h"

namespace pgmedic {
namespace {

using Complaints = std::vector<std::string>;

constexpr const char* kTables = R"sql(
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pgmedic') ORDER BY 1
)sql";

constexpr const char* kIndexes = R"sql(
SELECT format('%I.%I', n.nspname, c.relname), c.oid || ' ' || pg_get_indexdef(c.oid)
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'i' AND i.indisvalid AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'pgmedic')
)sql";

constexpr const char* kInvalidIndexes = R"sql(
SELECT format('%I.%I', n.nspname, c.relname)
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relkind = 'i' JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT (i.indisvalid AND i.indisready AND i.indislive) ORDER BY 1
)sql";

// The sum does not care about the order of rows.
std::string contents_of(support::SqlClient& client, const std::string& table) {
  return client.scalar("SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM " + table + " AS t");
}

std::string oid_of(const std::string& index) {
  return index.substr(0, index.find(' '));
}
std::string definition_of(const std::string& index) {
  return index.substr(index.find(' ') + 1);
}

// Indexes that the journal says we worked on may have another OID, or be gone: those of that name.
std::set<std::string> indexes_of_ours(support::SqlClient& journal, const std::string& database, const std::string& remedy) {
  std::set<std::string> names;
  for (const auto& row : journal.rows("SELECT DISTINCT format('%I.%I', schema, index) FROM pgmedic.action WHERE started IS NOT NULL"
                                      " AND database = " +
                                      support::quote_literal(database) + " AND remedy = '" + remedy + "'")) {
    names.insert(row[0]);
  }
  return names;
}

// Every step of every action, as the table of states has them; and never two at once.
void replay_journal(support::SqlClient& journal, Complaints& complaints) {
  std::map<std::string, std::string> states;
  std::map<std::string, std::string> executing;  // target -> action
  for (const auto& row : journal.rows("SELECT e.action_id, a.target, e.event, e.from_state, e.to_state FROM pgmedic.action_event AS e"
                                      " JOIN pgmedic.action AS a ON a.id = e.action_id ORDER BY e.number")) {
    const std::string& id = row[0];
    const std::string step = row[3] + " -" + row[2] + "-> " + row[4] + " of action " + id;
    const auto known = states.find(id);
    if (row[3] != (known == states.end() ? state_name(State::kProposed) : known->second)) {
      complaints.push_back("the journal has a gap before " + step);
    }
    states[id] = row[4];
    const std::optional<State> from = parse_state(row[3]);
    const std::optional<State> to = parse_state(row[4]);
    const auto event = std::find_if(all_events().begin(), all_events().end(), [&](Event one) { return row[2] == event_name(one); });
    const bool is_remark = (row[2] == "nominate" || row[2] == "note" || row[2] == "ask_to_stop") && from && from == to;
    const Result<State> legal = from && event != all_events().end() ? transition(*from, *event) : Result<State>(Error{});
    if (!is_remark && (!legal || !to || *legal != *to)) {
      complaints.push_back("no such step: " + step);
      continue;
    }
    const bool acts = executing.contains(row[1]);
    if (is_executing(*to) && acts && executing[row[1]] != id) {
      complaints.push_back("two actions execute at once: " + step + ", beside " + executing[row[1]]);
    } else if (is_executing(*to)) {
      executing[row[1]] = id;
    } else if (acts && executing[row[1]] == id) {
      executing.erase(row[1]);
    }
  }
  for (const auto& row : journal.rows("SELECT id, state FROM pgmedic.action")) {
    if (states.contains(row[0]) && states[row[0]] != row[1]) {
      complaints.push_back("action " + row[0] + " is " + row[1] + ", but its last step led to " + states[row[0]]);
    }
  }
}

void compare_contents(support::SqlClient& client, const Belongings& before, const Circumstances& known, Complaints& complaints) {
  std::set<std::string> tables;
  for (const auto& row : client.rows(kTables)) {
    tables.insert(row[0]);
  }
  for (const auto& [table, contents] : before.contents) {
    if (known.gone.contains(table) || known.changing.contains(table)) {
      continue;
    }
    const std::string now = tables.contains(table) ? contents_of(client, table) : "gone";
    if (now != contents) {
      complaints.push_back("table " + table + " has changed: " + contents + " before, " + now);
    }
  }
}

void compare_indexes(support::SqlClient& client, support::SqlClient& journal, const Belongings& before, const Circumstances& known,
                     Complaints& complaints) {
  std::map<std::string, std::string> now;
  for (const auto& row : client.rows(kIndexes)) {
    now[row[0]] = row[1];
  }
  const std::set<std::string> rebuilt = indexes_of_ours(journal, before.database, "reindex");
  for (const auto& [name, index] : before.indexes) {
    if (known.gone.contains(name) || known.foreign_invalid.contains(name)) {
      continue;
    }
    if (!now.contains(name)) {
      complaints.push_back("index " + name + " is gone, or invalid");
    } else if (definition_of(now[name]) != definition_of(index)) {
      complaints.push_back("index " + name + " has another definition: " + now[name]);
    } else if (oid_of(now[name]) != oid_of(index) && !rebuilt.contains(name)) {
      complaints.push_back("index " + name + " was rebuilt, and not by us");
    }
  }
  for (const auto& row : client.rows(kInvalidIndexes)) {
    now[row[0]] = "invalid";
  }
  for (const std::string& name : known.foreign_invalid) {
    if (now[name] != "invalid") {
      complaints.push_back("the invalid index " + name + " of somebody else is gone");
    }
  }
}

// Every row is in every index, and every index in order.
void check_indexes(support::SqlClient& client, Complaints& complaints) {
  client.execute("SET client_min_messages = error; CREATE EXTENSION IF NOT EXISTS amcheck");
  for (const auto& row :
       client.rows("SELECT i.indexrelid, i.indexrelid::regclass FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid"
                   " WHERE i.indexrelid >= 16384 AND c.relkind = 'i' AND c.relam = 403 AND i.indisvalid")) {
    try {
      client.execute("SELECT bt_index_check(" + row[0] + ", true)");
    } catch (const support::SqlError& error) {
      complaints.push_back("index " + row[1] + " is damaged: " + error.what());
    }
  }
}

}  // namespace

Belongings belongings_of(const support::PostgresServer& server, const std::string& database) {
  Belongings all{database, {}, {}};
  support::SqlClient client = server.client("postgres", database);
  for (const auto& row : client.rows(kTables)) {
    all.contents[row[0]] = contents_of(client, row[0]);
  }
  for (const auto& row : client.rows(kIndexes)) {
    all.indexes[row[0]] = row[1];
  }
  return all;
}

std::vector<std::string> find_unsettled(const support::PostgresServer& server, const Belongings& before, const Circumstances& known) {
  Complaints complaints;
  support::SqlClient journal = server.client("postgres", known.journal_database);
  for (const auto& row : journal.rows(
           "SELECT a.id, a.state, a.state NOT IN ('running', 'cancelling') OR EXISTS (SELECT FROM pg_stat_activity AS s"
           " WHERE s.pid = a.backend_pid AND s.application_name = 'pgmedic/action/' || a.id) FROM pgmedic.action AS a WHERE a.state IN (" +
           executing_states_sql() + ")")) {
    complaints.push_back("action " + row[0] + " is still " + row[1] + (row[2] == "t" ? "" : ", and no session works on it"));
  }
  for (const auto& row : journal.rows("SELECT s.application_name, s.pid, s.state FROM pg_stat_activity AS s"
                                      " WHERE s.application_name LIKE 'pgmedic/action/%' AND s.backend_type = 'client backend'")) {
    complaints.push_back("session " + row[0] + " is still there: pid " + row[1] + ", " + row[2]);
  }
  for (const auto& row : journal.rows("SELECT l.pid, l.mode, a.application_name FROM pg_locks AS l"
                                      " LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid WHERE l.locktype = 'advisory'")) {
    complaints.push_back("an advisory lock is held by pid " + row[0] + ", " + row[2]);
  }
  support::SqlClient client = server.client("postgres", before.database);
  for (const auto& row : client.rows(kInvalidIndexes)) {
    if (!known.foreign_invalid.contains(row[0])) {
      complaints.push_back("the invalid index " + row[0] + " was left behind");
    }
  }
  return complaints;
}

std::vector<std::string> find_damage(const support::PostgresServer& server, const Belongings& before, const Circumstances& known) {
  Complaints complaints;
  support::SqlClient journal = server.client("postgres", known.journal_database);
  support::SqlClient client = server.client("postgres", before.database);
  replay_journal(journal, complaints);
  compare_contents(client, before, known, complaints);
  compare_indexes(client, journal, before, known, complaints);
  check_indexes(client, complaints);
  for (const std::string& error : known.application_errors) {
    complaints.push_back("the application was disturbed: " + error);
  }
  return complaints;
}

}  // namespace pgmedic
