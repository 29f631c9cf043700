#include "postgres/server_maintenance_session.h"

#include <charconv>
#include <utility>

#include "base/limits.h"
#include "postgres/facts.h"
#include "postgres/maintenance_options.h"

namespace pgmedic {
namespace {

// Times in one notation, whatever the session's time zone and date style: they are compared, not read.
constexpr const char* kIdentity = R"sql(
SELECT pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
       pg_catalog.to_char(pg_catalog.pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
       c.system_identifier::pg_catalog.text, d.oid::pg_catalog.text,
       (SELECT pg_catalog.bool_or(r.rolsuper) FROM pg_catalog.pg_roles AS r WHERE r.rolname IN (current_user, session_user))
FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) AS a, pg_catalog.pg_control_system() AS c, pg_catalog.pg_database AS d
WHERE d.datname = pg_catalog.current_database()
)sql";

constexpr const char* kSetAll = R"sql(
SELECT pg_catalog.set_config(s.name, s.value, false) FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[])) AS s (name, value)
)sql";

constexpr const char* kNotInForce = R"sql(
SELECT w.name, w.value, coalesce(s.setting, 'nothing')
FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[])) AS w (name, value)
LEFT JOIN pg_catalog.pg_settings AS s ON s.name = w.name
WHERE s.setting IS DISTINCT FROM w.value
LIMIT 1
)sql";

Parameters as_arrays(const SafeSettings& settings) {
  std::vector<std::string> names;
  std::vector<std::string> values;
  for (const auto& [name, value] : settings) {
    names.push_back(name);
    values.push_back(value);
  }
  return {array_literal(names), array_literal(values)};
}

Error pooled_error() {
  return Error{ErrorCode::kUnsupported, "a pooler stands between pgmedic and the server: locks and settings of a session do not hold there",
               "let maintenance_dsn lead to PostgreSQL itself"};
}

}  // namespace

std::string array_literal(const std::vector<std::string>& values) {
  std::string literal = "{";
  for (const std::string& value : values) {
    literal += literal.size() == 1 ? "\"" : ",\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') {
        literal += '\\';
      }
      literal += c;
    }
    literal += '"';
  }
  return literal + "}";
}

Result<std::unique_ptr<MaintenanceSession>> ServerMaintenanceSession::start(std::unique_ptr<MaintenanceLink> link,
                                                                            const std::string& mark) {
  std::unique_ptr<ServerMaintenanceSession> session(new ServerMaintenanceSession(std::move(link)));
  if (session->link_->startup_report("server_encoding") == "SQL_ASCII") {
    // Such a database may hold names that are no UTF-8; nothing could be looked up then.
    const auto raw = session->query("SET client_encoding = 'SQL_ASCII'", {}, kInitialStatementTimeout);
    if (!raw) {
      return raw.error();
    }
  }
  Status status = session->read_facts(mark);
  if (status.ok()) {
    status = session->secure();
  }
  if (!status.ok()) {
    return status.error();
  }
  return std::unique_ptr<MaintenanceSession>(std::move(session));
}

Status ServerMaintenanceSession::read_facts(const std::string& mark) {
  const auto answer = query(facts_query(), {}, kInitialStatementTimeout);
  if (!answer) {
    return answer.error();
  }
  FactsAnswer known = pgmedic::read_facts(**answer);
  if (known.identity.mark != mark || known.identity.backend_pid != link_->reported_backend_pid()) {
    return pooled_error();
  }
  const auto identity = query(kIdentity, {}, kInitialStatementTimeout);
  if (!identity) {
    return identity.error();
  }
  const RowSet& row = **identity;
  if (row.rows() != 1) {
    return Error{ErrorCode::kInternal, "the server does not know this session"};
  }
  facts_.server = std::move(known.facts);
  facts_.backend_pid = known.identity.backend_pid;
  facts_.backend_start = row.value(0, 0);
  facts_.postmaster_start = row.value(0, 1);
  facts_.system_identifier = row.value(0, 2);
  const std::string_view oid = row.value(0, 3);
  std::from_chars(oid.data(), oid.data() + oid.size(), facts_.database_oid);
  if (row.value(0, 4) == "t") {
    return Error{ErrorCode::kPermission, "the maintainer's role is a superuser; pgmedic does not act with such power",
                 "make a role with sql/setup/maintenance.sql and name it in maintenance_dsn"};
  }
  return {};
}

// Nothing is believed that the server has not confirmed: defaults of a role, a pooler or an extension may have had their say.
Status ServerMaintenanceSession::secure() {
  const SafeSettings newer = maintenance_settings_since(facts_.server.version_num);
  const auto set = query(kSetAll, as_arrays(newer), kInitialStatementTimeout);
  if (!set) {
    return set.error();
  }
  SafeSettings all = maintenance_settings();
  all.insert(all.end(), newer.begin(), newer.end());
  return confirm(all);
}

Status ServerMaintenanceSession::confirm(const SafeSettings& settings) {
  // pg_settings shows the timeouts of the moment: those of this very query.
  const auto other = query(kNotInForce, as_arrays(settings), kInitialStatementTimeout);
  if (!other) {
    return other.error();
  }
  if ((*other)->rows() > 0) {
    return Error{ErrorCode::kUnsupported,
                 std::string((*other)->value(0, 0)) + " is " + std::string((*other)->value(0, 2)) +
                     " in the maintainer's session and not " + std::string((*other)->value(0, 1)),
                 "look for what sets it: ALTER ROLE, ALTER DATABASE, or an extension"};
  }
  return {};
}

Result<std::unique_ptr<RowSet>> ServerMaintenanceSession::query(const std::string& sql, const Parameters& parameters,
                                                                Milliseconds timeout) {
  const StatementBounds bounds = bounds_from_now(timeout);
  const Status status = set_timeouts({timeout, limits::kLockTimeout}, bounds);
  return status.ok() ? link_->run(sql, parameters, bounds) : Result<std::unique_ptr<RowSet>>(status.error());
}

Result<std::vector<std::unique_ptr<RowSet>>> ServerMaintenanceSession::transaction(const std::vector<Statement>& statements,
                                                                                   Milliseconds timeout) {
  std::vector<std::unique_ptr<RowSet>> answers;
  auto begun = query("BEGIN", {}, timeout);
  if (!begun) {
    return begun.error();
  }
  for (const Statement& statement : statements) {
    auto answer = link_->run_again(statement.sql, statement.parameters, bounds_from_now(timeout));
    if (!answer) {
      const std::string sqlstate = link_->sqlstate();
      if (!link_->broken()) {
        static_cast<void>(link_->run("ROLLBACK", {}, bounds_from_now(timeout)).ok());
      }
      transaction_sqlstate_ = sqlstate;
      return answer.error();
    }
    answers.push_back(std::move(*answer));
  }
  const auto ended = link_->run("COMMIT", {}, bounds_from_now(timeout));
  if (!ended) {
    return ended.error();
  }
  return answers;
}

Status ServerMaintenanceSession::prepare_action(const ActionLimits& limits) {
  if (!limits.settings.empty()) {
    const auto set = query(kSetAll, as_arrays(limits.settings), kInitialStatementTimeout);
    if (!set) {
      return set.error();
    }
  }
  const StatementBounds bounds = bounds_from_now(kInitialStatementTimeout);
  const Timeouts wanted{limits.statement_timeout, limits.lock_timeout};
  Status status = set_timeouts(wanted, bounds);
  if (!status.ok()) {
    return status;
  }
  // Not through query(), which brings its own timeouts.
  const auto other = link_->run(
      kNotInForce,
      as_arrays({{"statement_timeout", std::to_string(wanted.statement.count())}, {"lock_timeout", std::to_string(wanted.lock.count())}}),
      bounds);
  if (!other) {
    return other.error();
  }
  if ((*other)->rows() > 0) {
    return Error{ErrorCode::kUnsupported, "the server does not take " + std::string((*other)->value(0, 0)) + " from this session"};
  }
  return {};
}

ActionReply ServerMaintenanceSession::run_action(const std::string& sql) {
  return link_->run_unbounded(sql);
}

const std::string& ServerMaintenanceSession::sqlstate() const {
  return transaction_sqlstate_.empty() ? link_->sqlstate() : transaction_sqlstate_;
}

Status ServerMaintenanceSession::set_timeouts(const Timeouts& wanted, const StatementBounds& bounds) {
  transaction_sqlstate_.clear();
  if (wanted == timeouts_) {
    return {};
  }
  const auto set = link_->run(
      kSetAll,
      as_arrays({{"statement_timeout", std::to_string(wanted.statement.count())}, {"lock_timeout", std::to_string(wanted.lock.count())}}),
      bounds);
  if (!set) {
    return set.error();
  }
  timeouts_ = wanted;
  return {};
}

}  // namespace pgmedic
