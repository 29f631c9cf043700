#include "postgres/server_session.h"

#include <utility>

#include "base/limits.h"
#include "postgres/pooled.h"
#include "postgres/sqlstate.h"

namespace pgmedic {

// Encodings. The session asks for UTF-8, so that names from a LATIN1 or EUC_JP database are right on the page. A server
// checks what it converts, though, and one name it cannot convert (an SQL_ASCII database holds any bytes) fails the whole
// query. From then on the session takes the bytes as they are; the page repairs what is no UTF-8.

ServerSession::ServerSession(std::unique_ptr<ServerLink> link, SafeSettings settings, const std::string& mark)
    : link_(std::move(link)), prepared_(*link_, mark), settings_(std::move(settings)), pooled_(mark.empty()) {}

Result<std::unique_ptr<ServerSession>> ServerSession::start(std::unique_ptr<ServerLink> link, SafeSettings settings,
                                                            const std::string& mark) {
  const int reported_pid = link->reported_backend_pid();
  std::unique_ptr<ServerSession> session(new ServerSession(std::move(link), std::move(settings), mark));
  if (session->link_->startup_report("server_encoding") == "SQL_ASCII") {
    const Status raw = session->use_raw_bytes(bounds_from_now(kInitialStatementTimeout));
    if (!raw.ok()) {
      return raw.error();
    }
  }
  const Result<SessionIdentity> identity = session->read_facts_again(kInitialStatementTimeout);
  if (!identity) {
    return identity.error();
  }
  // A pooler that swallowed our options, or that answers with a process id of its own.
  if (identity->mark != mark || identity->backend_pid != reported_pid) {
    session->pooled_ = true;
    session->facts_.server_life.clear();
  }
  const Status stays = session->stay_when_idle(bounds_from_now(kInitialStatementTimeout));
  if (!stays.ok()) {
    return stays.error();
  }
  return session;
}

Status ServerSession::refresh_facts() {
  const Result<SessionIdentity> identity = read_facts_again(limits::kHousekeepingTimeout);
  return identity ? Status() : Status(identity.error());
}

Result<SessionIdentity> ServerSession::read_facts_again(std::chrono::milliseconds statement_timeout) {
  const Result<std::unique_ptr<RowSet>> rows = query(facts_query(), statement_timeout);
  if (!rows) {
    return rows.error();
  }
  FactsAnswer answer = read_facts(**rows);
  facts_ = std::move(answer.facts);
  if (pooled_) {
    facts_.server_life.clear();
  }
  return std::move(answer.identity);
}

Result<std::unique_ptr<RowSet>> ServerSession::query(const std::string& sql, std::chrono::milliseconds statement_timeout) {
  const StatementBounds bounds = bounds_from_now(statement_timeout);
  Result<std::unique_ptr<RowSet>> rows = run(sql, bounds);
  if (!rows && !raw_bytes_ && !broken() && is_encoding_complaint(link_->failure_sqlstate())) {
    const Status raw = use_raw_bytes(bounds);
    return raw.ok() ? run(sql, bounds) : Result<std::unique_ptr<RowSet>>(raw.error());
  }
  return rows;
}

Result<std::unique_ptr<RowSet>> ServerSession::run(const std::string& sql, const StatementBounds& bounds) {
  if (pooled_) {
    return run_pooled(*link_, pooled_prelude(settings_, bounds.statement_timeout, raw_bytes_), sql, bounds);
  }
  const Status status = set_statement_timeout(bounds);
  return status.ok() ? prepared_.run(sql, bounds) : Result<std::unique_ptr<RowSet>>(status.error());
}

Status ServerSession::set_statement_timeout(const StatementBounds& bounds) {
  if (bounds.statement_timeout == statement_timeout_) {
    return {};
  }
  const Result<std::unique_ptr<RowSet>> set = link_->run(
      "SELECT pg_catalog.set_config('statement_timeout', '" + std::to_string(bounds.statement_timeout.count()) + "', false)", bounds);
  if (!set) {
    return set.error();
  }
  statement_timeout_ = bounds.statement_timeout;
  return {};
}

// Between two collectors we are idle for longer than an administrator may grant to applications.
Status ServerSession::stay_when_idle(const StatementBounds& bounds) {
  constexpr int kFirstMajorWithTheTimeout = 14;
  if (pooled_ || facts_.major() < kFirstMajorWithTheTimeout) {
    return {};
  }
  const Result<std::unique_ptr<RowSet>> set = link_->run("SET idle_session_timeout = 0", bounds);
  return set ? Status() : Status(set.error());
}

Status ServerSession::use_raw_bytes(const StatementBounds& bounds) {
  raw_bytes_ = true;
  if (pooled_) {
    return {};  // every transaction says so
  }
  const Result<std::unique_ptr<RowSet>> set = link_->run("SET client_encoding = 'SQL_ASCII'", bounds);
  return set ? Status() : Status(set.error());
}

}  // namespace pgmedic
