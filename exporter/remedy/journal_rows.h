// Between the journal's tables and C++: column lists, rows read back, and changes as SET clauses.
// Thread rule: free functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/rows.h"
#include "postgres/maintenance_session.h"
#include "remedy/action.h"
#include "remedy/journal.h"

namespace pgmedic {

// The states that count as open, as a list of SQL literals; the partial unique index of the journal has the same.
const std::string& open_states_sql();
const std::string& executing_states_sql();
std::string states_sql(bool (*wanted)(State));

// Taken first by whoever decides that something may begin, or that nothing may. A key of the journal's database: "pgmedic" in ASCII.
inline constexpr const char* kBeginLock = "SELECT pg_advisory_xact_lock(8100120151690736995)";

// The key of object and remedy, of parameters $1 database, $2 schema, $3 table, $4 index, $5 remedy.
const std::string& key_sql();
Parameters key_parameters(const ObjectName& object, const std::string& remedy);

// A jsonb of two parameters: "jsonb_object($7::text[], $8::text[])".
std::string facts_sql(std::size_t first_parameter);
void add_facts(Parameters& parameters, const Facts& facts);

// What stands between SELECT and FROM for read_action().
const std::string& action_columns();
Action read_action(const RowSet& rows, std::size_t index);
ActionEvent read_event(const RowSet& rows, std::size_t index);

// ", column = $n" for everything that the change holds; its values are appended to the parameters.
std::string change_sql(const Change& change, Parameters& parameters);

// A number of a jsonb column of facts; what is none is NULL.
std::string number_sql(const char* column, const char* fact);
std::optional<double> optional_number(const RowSet& rows, std::size_t row, std::size_t column);

// Values of a text[] as the server prints it, NULL as an empty text.
std::vector<std::string> read_array(std::string_view text);
double read_number(std::string_view text);  // 0 when it is none
WallTime from_epoch(std::string_view seconds);

}  // namespace pgmedic
