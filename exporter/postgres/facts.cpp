#include "postgres/facts.h"

#include <charconv>
#include <string_view>

namespace pgmedic {
namespace {

// Two columns, fact and value, because sets and single values come in one answer.
constexpr const char* kFactsQuery = R"sql(
SELECT 'version_num' AS fact, pg_catalog.current_setting('server_version_num') AS value
UNION ALL SELECT 'version', pg_catalog.current_setting('server_version')
UNION ALL SELECT 'full_version', pg_catalog.version()
UNION ALL SELECT 'in_recovery', pg_catalog.pg_is_in_recovery()::pg_catalog.text
UNION ALL SELECT 'user', current_user::pg_catalog.text
UNION ALL SELECT 'database', pg_catalog.current_database()::pg_catalog.text
UNION ALL SELECT 'server_life', pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time())::pg_catalog.text
UNION ALL SELECT 'mark', pg_catalog.current_setting('pgmedic.session', true)
UNION ALL SELECT 'backend_pid', pg_catalog.pg_backend_pid()::pg_catalog.text
UNION ALL SELECT 'superuser', r.rolsuper::pg_catalog.text FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user
UNION ALL SELECT 'extension', e.extname::pg_catalog.text FROM pg_catalog.pg_extension AS e
UNION ALL SELECT 'privilege', r.rolname::pg_catalog.text FROM pg_catalog.pg_roles AS r
  WHERE pg_catalog.starts_with(r.rolname::pg_catalog.text, 'pg_') AND pg_catalog.pg_has_role(r.oid, 'USAGE')
)sql";

int to_int(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void read_fact(std::string_view fact, std::string_view value, FactsAnswer& answer) {
  ServerFacts& facts = answer.facts;
  if (fact == "version_num") {
    facts.version_num = to_int(value);
  } else if (fact == "version") {
    facts.version = value;
  } else if (fact == "full_version") {
    facts.full_version = value;
  } else if (fact == "in_recovery") {
    facts.in_recovery = value == "true";
  } else if (fact == "user") {
    facts.user = value;
  } else if (fact == "database") {
    facts.database = value;
  } else if (fact == "server_life") {
    facts.server_life = value;
  } else if (fact == "mark") {
    answer.identity.mark = value;
  } else if (fact == "backend_pid") {
    answer.identity.backend_pid = to_int(value);
  } else if (fact == "superuser") {
    facts.superuser = value == "true";
  } else if (fact == "extension") {
    facts.extensions.emplace(value);
  } else if (fact == "privilege") {
    facts.privileges.emplace(value);
  }
}

}  // namespace

const std::string& facts_query() {
  static const std::string kQuery = kFactsQuery;
  return kQuery;
}

FactsAnswer read_facts(const RowSet& rows) {
  FactsAnswer answer;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    read_fact(rows.value(row, 0), rows.value(row, 1), answer);
  }
  return answer;
}

}  // namespace pgmedic
