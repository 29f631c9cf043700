#include "postgres/server_link.h"

#include <pqxx/connection_base.hxx>
#include <pqxx/connectionpolicy.hxx>
#include <pqxx/except.hxx>
#include <pqxx/nontransaction.hxx>
#include <pqxx/result.hxx>

#include <sys/socket.h>

#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "postgres/error_text.h"
#include "postgres/idle_loss.h"
#include "postgres/result_rows.h"

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
      lifeline_(std::move(interrupter), PQsocket(connection_.get())),
      watchdog_(watchdog),
      secret_(std::move(secret)) {}

ServerLink::~ServerLink() {
  pqxx_.reset();
  if (broken()) {
    ::shutdown(PQsocket(connection_.get()), SHUT_RDWR);
  }
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
  if (!lifeline_.holds()) {
    return Error{ErrorCode::kUnavailable, "the connection is closed"};
  }
  watch_->begin();
  const SteadyTime start = std::chrono::steady_clock::now();
  if (lost_while_idle(connection_.get())) {
    return explain("", bounds, Milliseconds(0), false);
  }
  const Watchdog::Guard guard(watchdog_, PQsocket(connection_.get()), bounds.deadline);
  try {
    const pqxx::result result = act(*pqxx_);
    lifeline_.note(guard.fired());
    // Values are read from the PGresult: pqxx's rows and fields copy two shared pointers for each value. The watch hears of
    // the result's end, so it goes last.
    using Owner = std::pair<std::shared_ptr<ResultWatch>, pqxx::result>;
    return std::unique_ptr<RowSet>(std::make_unique<ResultRows<Owner>>(watch_->result(), Owner(watch_, result)));
  } catch (const std::exception& fault) {
    // libpqxx 6.4.5 loses one PGresult (2 KB) here when the connection went away under a statement: it asks for the client's
    // encoding, which throws, before it takes the result. Nobody else can reach it.
    const auto elapsed = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - start);
    return explain(fault.what(), bounds, elapsed, guard.fired());
  }
}

bool ServerLink::lost() {
  if (!broken()) {
    watch_->begin();
    lifeline_.note(lost_while_idle(connection_.get()));
  }
  return broken();
}

Error ServerLink::explain(const char* what, const StatementBounds& bounds, Milliseconds elapsed, bool fired) {
  lifeline_.note(fired || PQstatus(connection_.get()) != CONNECTION_OK);
  failure_sqlstate_ = watch_->complaint().sqlstate;
  if (lifeline_.interrupted()) {
    return Interrupter::error();
  }
  if (fired) {
    return Error{ErrorCode::kDeadline, "the server did not answer within " +
                                           format_duration(bounds.statement_timeout + limits::kDeadlineGrace) + "; connection cut"};
  }
  if (!failure_sqlstate_.empty()) {
    Error error = statement_error(watch_->complaint(), elapsed, bounds.statement_timeout);
    error.message = scrub(std::move(error.message), secret_);
    if (broken()) {
      error.code = ErrorCode::kUnavailable;
    }
    return error;
  }
  if (broken()) {
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
