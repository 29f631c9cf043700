#include "postgres/server_link.h"

#include <pqxx/connection_base.hxx>
#include <pqxx/connectionpolicy.hxx>
#include <pqxx/except.hxx>
#include <pqxx/nontransaction.hxx>
#include <pqxx/result.hxx>

#include <poll.h>
#include <sys/socket.h>

#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "postgres/error_text.h"

namespace pgmedic {
namespace {

// libpqxx's way to plug in how connections are made. Ours hands over one that is open already, once: the next request
// would be a reconnect, without the settings that the old session had.
class AdoptOnce final : public pqxx::connectionpolicy {
 public:
  explicit AdoptOnce(handle open) : pqxx::connectionpolicy(""), open_(open) {}

  handle do_startconnect(handle current) override {
    if (current != nullptr) {
      return current;
    }
    if (open_ == nullptr) {
      throw pqxx::broken_connection("the connection is lost");
    }
    return std::exchange(open_, nullptr);
  }
  // ServerLink closes, after the socket has left the registers.
  handle do_dropconnect(handle /*current*/) noexcept override { return nullptr; }
  handle do_disconnect(handle /*current*/) noexcept override { return nullptr; }

 private:
  handle open_;
};

// Values are read from the PGresult: pqxx's rows and fields copy two shared pointers for each value.
class ResultRows final : public RowSet {
 public:
  ResultRows(std::shared_ptr<ResultWatch> watch, const pqxx::result& owner, const PGresult* result)
      : watch_(std::move(watch)), owner_(owner), result_(result) {}

  std::size_t rows() const override { return static_cast<std::size_t>(PQntuples(result_)); }
  std::size_t columns() const override { return static_cast<std::size_t>(PQnfields(result_)); }
  std::string_view column_name(std::size_t column) const override { return PQfname(result_, static_cast<int>(column)); }
  bool is_null(std::size_t row, std::size_t column) const override {
    return PQgetisnull(result_, static_cast<int>(row), static_cast<int>(column)) != 0;
  }
  std::string_view value(std::size_t row, std::size_t column) const override {
    const int r = static_cast<int>(row);
    const int c = static_cast<int>(column);
    return {PQgetvalue(result_, r, c), static_cast<std::size_t>(PQgetlength(result_, r, c))};
  }

 private:
  std::shared_ptr<ResultWatch> watch_;  // hears of the result's end
  pqxx::result owner_;
  const PGresult* result_;
};

}  // namespace

class ServerLink::Pqxx final : public pqxx::connection_base {
 public:
  explicit Pqxx(PGconn* open) : pqxx::connection_base(policy_), policy_(open) { init(); }
  ~Pqxx() { close(); }
  Pqxx(const Pqxx&) = delete;
  Pqxx& operator=(const Pqxx&) = delete;

 private:
  AdoptOnce policy_;
};

StatementBounds bounds_from_now(Milliseconds statement_timeout) {
  return {statement_timeout, std::chrono::steady_clock::now() + statement_timeout + limits::kDeadlineGrace};
}

ServerLink::ServerLink(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog, Log& log, std::string secret)
    : connection_(std::move(connection)),
      watch_(ResultWatch::attach(connection_.get(), log)),
      interrupter_(std::move(interrupter)),
      registration_(std::make_unique<Interrupter::Registration>(*interrupter_, PQsocket(connection_.get()))),
      watchdog_(watchdog),
      secret_(std::move(secret)) {}

ServerLink::~ServerLink() {
  pqxx_.reset();
  if (broken_) {
    ::shutdown(PQsocket(connection_.get()), SHUT_RDWR);
  }
  registration_.reset();
}

Result<std::unique_ptr<ServerLink>> ServerLink::adopt(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog,
                                                      Log& log, std::string secret) {
  std::unique_ptr<ServerLink> link(new ServerLink(std::move(connection), std::move(interrupter), watchdog, log, std::move(secret)));
  if (link->watch_ == nullptr) {
    return Error{ErrorCode::kInternal, "out of memory while connecting"};
  }
  try {
    link->pqxx_ = std::make_unique<Pqxx>(link->connection_.get());
  } catch (const pqxx::feature_not_supported&) {
    return Error{ErrorCode::kUnsupported, "this is no PostgreSQL server", "PgBouncer's console belongs under pgbouncers"};
  } catch (const std::exception& fault) {
    return Error{ErrorCode::kUnavailable, scrub(fault.what(), link->secret_)};
  }
  return link;
}

Result<std::unique_ptr<RowSet>> ServerLink::run(const std::string& sql, const StatementBounds& bounds) {
  return bounded(bounds, [&](Pqxx& connection) { return pqxx::nontransaction(connection).exec(sql); });
}

Status ServerLink::prepare(const std::string& name, const std::string& sql, const StatementBounds& bounds) {
  const auto done = bounded(bounds, [&](Pqxx& connection) {
    connection.prepare(name, sql);
    connection.prepare_now(name);
    return pqxx::result();
  });
  return done ? Status() : Status(done.error());
}

Result<std::unique_ptr<RowSet>> ServerLink::run_prepared(const std::string& name, const StatementBounds& bounds) {
  return bounded(bounds, [&](Pqxx& connection) { return pqxx::nontransaction(connection).exec_prepared(name); });
}

void ServerLink::forget(const std::string& name, const StatementBounds& bounds) {
  static_cast<void>(bounded(bounds, [&](Pqxx& connection) {
                      connection.unprepare(name);
                      return pqxx::result();
                    }).ok());
}

// Does something with the connection that ends by the deadline.
template <class Act>
Result<std::unique_ptr<RowSet>> ServerLink::bounded(const StatementBounds& bounds, const Act& act) {
  if (broken_ || interrupter_->interrupted()) {
    broken_ = true;
    return Error{ErrorCode::kUnavailable, "the connection is closed"};
  }
  watch_->begin();
  const SteadyTime start = std::chrono::steady_clock::now();
  if (lost_while_idle()) {
    return explain("", bounds, Milliseconds(0), false);
  }
  const Watchdog::Guard guard(watchdog_, PQsocket(connection_.get()), bounds.deadline);
  try {
    const pqxx::result result = act(*pqxx_);
    broken_ = guard.fired();
    return std::unique_ptr<RowSet>(std::make_unique<ResultRows>(watch_, result, watch_->result()));
  } catch (const std::exception& fault) {
    // libpqxx 6.4.5 loses one PGresult (2 KB) here when the connection went away under a statement: it asks for the client's
    // encoding, which throws, before it takes the result. Nobody else can reach it.
    const auto elapsed = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - start);
    return explain(fault.what(), bounds, elapsed, guard.fired());
  }
}

// Reads what came in since the last statement. A server says why it closes an idle session; the reply of its kernel to our
// next statement would wipe that out.
bool ServerLink::lost_while_idle() {
  pollfd waiting{PQsocket(connection_.get()), POLLIN, 0};
  while (PQstatus(connection_.get()) == CONNECTION_OK && ::poll(&waiting, 1, 0) > 0) {
    if (PQconsumeInput(connection_.get()) == 0) {
      break;
    }
    static_cast<void>(PQisBusy(connection_.get()));  // parses
  }
  return PQstatus(connection_.get()) != CONNECTION_OK;
}

Error ServerLink::explain(const char* what, const StatementBounds& bounds, Milliseconds elapsed, bool fired) {
  broken_ = fired || PQstatus(connection_.get()) != CONNECTION_OK;
  failure_sqlstate_ = watch_->complaint().sqlstate;
  if (interrupter_->interrupted()) {
    return Interrupter::error();
  }
  if (fired) {
    return Error{ErrorCode::kDeadline, "the server did not answer within " +
                                           format_duration(bounds.statement_timeout + limits::kDeadlineGrace) + "; connection cut"};
  }
  if (!failure_sqlstate_.empty()) {
    Error error = statement_error(watch_->complaint(), elapsed, bounds.statement_timeout);
    error.message = scrub(std::move(error.message), secret_);
    if (broken_) {
      error.code = ErrorCode::kUnavailable;
    }
    return error;
  }
  if (broken_) {
    const std::string_view text = PQerrorMessage(connection_.get());
    return Error{ErrorCode::kUnavailable, scrub("connection lost: " + std::string(trim(text.substr(0, text.find('\n')))), secret_)};
  }
  return Error{ErrorCode::kInternal, scrub(what, secret_)};
}

std::string ServerLink::startup_report(const char* name) const {
  const char* const value = PQparameterStatus(connection_.get(), name);
  return value == nullptr ? "" : value;
}

int ServerLink::reported_backend_pid() const {
  return PQbackendPID(connection_.get());
}

}  // namespace pgmedic
