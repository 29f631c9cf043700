#include "postgres/console_session.h"

#include <sys/socket.h>

#include <charconv>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "postgres/error_text.h"
#include "postgres/idle_loss.h"
#include "postgres/result_rows.h"

namespace pgmedic {
namespace {

std::string text_of(const char* text) {
  return text == nullptr ? "" : text;
}

// PgBouncer uses one SQLSTATE for all complaints of its console; only the words differ.
Error console_error(const std::string& complaint) {
  if (complaint.find("not allowed") != std::string::npos || complaint.find("access needed") != std::string::npos) {
    return Error{ErrorCode::kPermission, "PgBouncer: " + complaint, "add pgmedic's user to stats_users in pgbouncer.ini"};
  }
  return Error{ErrorCode::kUnsupported, "PgBouncer: " + complaint};
}

}  // namespace

int pgbouncer_version_num(const std::string& server_version) {
  if (!ends_with(server_version, "/bouncer")) {
    return 0;
  }
  int number = 0;
  const std::vector<std::string> parts = split(server_version.substr(0, server_version.find('/')), '.');
  for (std::size_t i = 0; i < 3; ++i) {
    int part = 0;
    if (i < parts.size()) {
      std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), part);  // "0rc1" counts as 0
    }
    number = number * 100 + part;
  }
  return number;
}

ConsoleSession::ConsoleSession(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog, std::string secret)
    : connection_(std::move(connection)),
      lifeline_(std::move(interrupter), PQsocket(connection_.get())),
      watchdog_(watchdog),
      secret_(std::move(secret)) {}

ConsoleSession::~ConsoleSession() {
  if (broken()) {
    ::shutdown(PQsocket(connection_.get()), SHUT_RDWR);
  }
}

Result<std::unique_ptr<Session>> ConsoleSession::start(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog,
                                                       std::string secret) {
  std::unique_ptr<ConsoleSession> session(new ConsoleSession(std::move(connection), std::move(interrupter), watchdog, std::move(secret)));
  PGconn* const raw = session->connection_.get();
  const std::string version = text_of(PQparameterStatus(raw, "server_version"));
  session->facts_.version_num = pgbouncer_version_num(version);
  if (session->facts_.version_num == 0) {
    return Error{ErrorCode::kUnsupported, "this is no PgBouncer console", "its database is called \"pgbouncer\""};
  }
  session->facts_.version = version.substr(0, version.find('/'));
  session->facts_.full_version = "PgBouncer " + session->facts_.version;
  session->facts_.user = text_of(PQuser(raw));
  session->facts_.database = text_of(PQdb(raw));
  return std::unique_ptr<Session>(std::move(session));
}

Status ConsoleSession::refresh_facts() {
  return broken() ? Status(Error{ErrorCode::kUnavailable, "the connection is closed"}) : Status();
}

bool ConsoleSession::lost() {
  lifeline_.note(lost_while_idle(connection_.get()));
  return broken();
}

Result<std::unique_ptr<RowSet>> ConsoleSession::query(const std::string& sql, std::chrono::milliseconds statement_timeout) {
  if (!lifeline_.holds()) {
    return Error{ErrorCode::kUnavailable, "the connection is closed"};
  }
  const Milliseconds bound = statement_timeout + limits::kDeadlineGrace;
  const Watchdog::Guard guard(watchdog_, PQsocket(connection_.get()), std::chrono::steady_clock::now() + bound);
  OwnedResult result(PQexec(connection_.get(), sql.c_str()));
  const bool fired = guard.fired();
  lifeline_.note(fired || PQstatus(connection_.get()) != CONNECTION_OK);
  if (is_success(result.get())) {
    return rows_of(std::move(result));
  }
  if (lifeline_.interrupted()) {
    return Interrupter::error();
  }
  if (fired) {
    return Error{ErrorCode::kDeadline, "PgBouncer did not answer within " + format_duration(bound) + "; connection cut"};
  }
  const std::string primary = field_of(result.get(), PG_DIAG_MESSAGE_PRIMARY);
  if (broken() || primary.empty()) {
    const std::string_view text = PQerrorMessage(connection_.get());
    lifeline_.note(true);
    return Error{ErrorCode::kUnavailable, scrub("connection lost: " + std::string(trim(text.substr(0, text.find('\n')))), secret_)};
  }
  return console_error(scrub(primary, secret_));
}

}  // namespace pgmedic
