#include "postgres/maintenance_link.h"

#include <sys/socket.h>

#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "postgres/error_text.h"

namespace pgmedic {
namespace {

// The words of statement_error() are meant for the role that watches.
Error for_maintainer(Error error) {
  if (error.code == ErrorCode::kPermission) {
    error.hint = "sql/setup/maintenance.sql says which rights the maintainer needs";
  }
  return error;
}

}  // namespace

MaintenanceLink::MaintenanceLink(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog, Log& log,
                                 std::string secret)
    : connection_(std::move(connection)),
      lifeline_(std::move(interrupter), PQsocket(connection_.get())),
      watchdog_(watchdog),
      log_(log),
      secret_(std::move(secret)) {
  PQsetNoticeReceiver(connection_.get(), on_notice, this);
}

MaintenanceLink::~MaintenanceLink() {
  if (broken()) {
    ::shutdown(PQsocket(connection_.get()), SHUT_RDWR);
  }
}

void MaintenanceLink::interrupt() {
  ::shutdown(PQsocket(connection_.get()), SHUT_RDWR);
}

void MaintenanceLink::on_notice(void* link, const PGresult* notice) {
  auto* const self = static_cast<MaintenanceLink*>(link);
  Notice heard{field_of(notice, PG_DIAG_SEVERITY_NONLOCALIZED), field_of(notice, PG_DIAG_SQLSTATE),
               scrub(field_of(notice, PG_DIAG_MESSAGE_PRIMARY), self->secret_)};
  const std::string detail = scrub(field_of(notice, PG_DIAG_MESSAGE_DETAIL), self->secret_);
  if (!detail.empty()) {
    heard.text += "\n" + detail;
  }
  if (heard.severity == "FATAL" || heard.severity == "PANIC") {
    self->complaint_ = {heard.sqlstate, heard.text};  // a server's last words to an idle session
  }
  self->log_.debug("notice from the server", {{"severity", heard.severity}, {"text", heard.text}});
  self->notices_.push_back(std::move(heard));
}

// What PQsend...() wants: pointers into the parameters.
std::vector<const char*> MaintenanceLink::values_of(const Parameters& parameters) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const Parameter& parameter : parameters) {
    values.push_back(parameter ? parameter->c_str() : nullptr);
  }
  return values;
}

template <class Start>
OwnedResult MaintenanceLink::send(const Start& start) {
  notices_.clear();
  complaint_ = {};
  OwnedResult answer;
  if (start(connection_.get()) != 0) {
    // One by one: after the server's last word comes libpq's own "closed the connection", which has no code and would hide it.
    while (PGresult* const next = PQgetResult(connection_.get())) {
      answer.reset(next);
      std::string sqlstate = is_success(next) ? "" : field_of(next, PG_DIAG_SQLSTATE);
      if (!sqlstate.empty()) {
        complaint_ = {std::move(sqlstate), scrub(field_of(next, PG_DIAG_MESSAGE_PRIMARY), secret_)};
      }
    }
  }
  lifeline_.note(PQstatus(connection_.get()) != CONNECTION_OK);
  return answer;
}

OwnedResult MaintenanceLink::send(const std::string& sql, const Parameters& parameters) {
  parsed_.clear();  // the server keeps one nameless statement, and this is another
  const std::vector<const char*> values = values_of(parameters);
  return send([&](PGconn* connection) {
    return PQsendQueryParams(connection, sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(), nullptr, nullptr, 0);
  });
}

OwnedResult MaintenanceLink::send_again(const std::string& sql, const Parameters& parameters) {
  if (parsed_ != sql) {
    parsed_.clear();
    OwnedResult answer = send([&](PGconn* connection) { return PQsendPrepare(connection, "", sql.c_str(), 0, nullptr); });
    if (!is_success(answer.get())) {
      return answer;
    }
    parsed_ = sql;
  }
  const std::vector<const char*> values = values_of(parameters);
  return send([&](PGconn* connection) {
    return PQsendQueryPrepared(connection, "", static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0);
  });
}

Result<std::unique_ptr<RowSet>> MaintenanceLink::run(const std::string& sql, const Parameters& parameters, const StatementBounds& bounds) {
  return run_with(&MaintenanceLink::send, sql, parameters, bounds);
}

Result<std::unique_ptr<RowSet>> MaintenanceLink::run_again(const std::string& sql, const Parameters& parameters,
                                                           const StatementBounds& bounds) {
  return run_with(&MaintenanceLink::send_again, sql, parameters, bounds);
}

Result<std::unique_ptr<RowSet>> MaintenanceLink::run_with(Send how, const std::string& sql, const Parameters& parameters,
                                                          const StatementBounds& bounds) {
  if (!lifeline_.holds()) {
    return Error{ErrorCode::kUnavailable, "the connection is closed"};
  }
  for (const Parameter& parameter : parameters) {
    if (parameter && parameter->find('\0') != std::string::npos) {
      return Error{ErrorCode::kInvalid, "a value with a zero byte, which no name in PostgreSQL has"};
    }
  }
  const SteadyTime start = std::chrono::steady_clock::now();
  const Watchdog::Guard guard(watchdog_, PQsocket(connection_.get()), bounds.deadline);
  OwnedResult answer = (this->*how)(sql, parameters);
  const bool fired = guard.fired();
  lifeline_.note(fired);
  if (is_success(answer.get())) {
    return rows_of(std::move(answer));
  }
  return explain(bounds, std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - start), fired);
}

ActionReply MaintenanceLink::run_unbounded(const std::string& sql) {
  ActionReply reply;
  if (!lifeline_.holds()) {
    reply.end = ActionEnd::kFailed;  // nothing was sent
    reply.message = "the connection was closed before the statement was sent";
    return reply;
  }
  const OwnedResult answer = send(sql, {});
  reply.notices = std::move(notices_);
  notices_.clear();
  if (is_success(answer.get())) {
    reply.end = ActionEnd::kCompleted;
    reply.tag = PQcmdStatus(answer.get());
  } else {
    // A server that ends the session says so before the statement is rolled back for good; and one that crashes says that it
    // "terminates because of a crash of another server process". Either way the session's word is not the last.
    reply.end = broken() ? ActionEnd::kUnknown : ActionEnd::kFailed;
    reply.sqlstate = complaint_.sqlstate;
    reply.message = complaint_.sqlstate.empty() ? connection_fault() : complaint_.text;
  }
  return reply;
}

std::string MaintenanceLink::connection_fault() const {
  const std::string_view text = PQerrorMessage(connection_.get());
  return scrub("connection lost: " + std::string(trim(text.substr(0, text.find('\n')))), secret_);
}

Error MaintenanceLink::explain(const StatementBounds& bounds, Milliseconds elapsed, bool fired) {
  if (lifeline_.interrupted()) {
    return Interrupter::error();
  }
  if (fired) {
    return Error{ErrorCode::kDeadline, "the server did not answer within " +
                                           format_duration(bounds.statement_timeout + limits::kDeadlineGrace) + "; connection cut"};
  }
  if (!complaint_.sqlstate.empty()) {
    Error error = for_maintainer(statement_error(complaint_, elapsed, bounds.statement_timeout));
    if (broken()) {
      error.code = ErrorCode::kUnavailable;
    }
    return error;
  }
  return Error{broken() ? ErrorCode::kUnavailable : ErrorCode::kInternal, connection_fault()};
}

std::string MaintenanceLink::startup_report(const char* name) const {
  const char* const value = PQparameterStatus(connection_.get(), name);
  return value == nullptr ? "" : value;
}

int MaintenanceLink::reported_backend_pid() const {
  return PQbackendPID(connection_.get());
}

}  // namespace pgmedic
