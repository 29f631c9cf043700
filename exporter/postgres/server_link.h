// One connection with a server under libpqxx, fenced: it cannot reconnect behind our back, cannot wait beyond a deadline,
// and tells exactly what went wrong.
// Thread rule: one thread; the watchdog and the interrupter act on the socket from theirs.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "base/rows.h"
#include "postgres/handshake.h"
#include "postgres/lifeline.h"
#include "postgres/result_watch.h"
#include "postgres/watchdog.h"

namespace pgmedic {

// How long one statement may take: the server's bound, for telling apart its errors, and ours.
struct StatementBounds {
  Milliseconds statement_timeout{};
  SteadyTime deadline;
};

// The bounds of a statement that starts now.
StatementBounds bounds_from_now(Milliseconds statement_timeout);

class ServerLink {
 public:
  // Takes an open connection over. Errors: kUnsupported when libpqxx does not take the server.
  static Result<std::unique_ptr<ServerLink>> adopt(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog,
                                                   Log& log, std::string secret);
  ~ServerLink();
  ServerLink(const ServerLink&) = delete;
  ServerLink& operator=(const ServerLink&) = delete;

  Result<std::unique_ptr<RowSet>> run(const std::string& sql, const StatementBounds& bounds);
  // A statement under a name, to be run by that name, and to be forgotten.
  Status prepare(const std::string& name, const std::string& sql, const StatementBounds& bounds);
  Result<std::unique_ptr<RowSet>> run_prepared(const std::string& name, const StatementBounds& bounds);
  void forget(const std::string& name, const StatementBounds& bounds);
  bool broken() const { return lifeline_.broken(); }
  // As Session's.
  bool lost();
  // SQLSTATE of the newest statement that failed; empty when it was not the server that complained.
  const std::string& failure_sqlstate() const { return failure_sqlstate_; }
  // What the server reported at the start, as libpq keeps it: "server_encoding".
  std::string startup_report(const char* name) const;
  int reported_backend_pid() const;

 private:
  class Pqxx;
  ServerLink(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog, Log& log, std::string secret);
  template <class Act>
  Result<std::unique_ptr<RowSet>> bounded(const StatementBounds& bounds, const Act& act);
  Error explain(const char* what, const StatementBounds& bounds, Milliseconds elapsed, bool fired);

  Connection connection_;
  std::shared_ptr<ResultWatch> watch_;
  Lifeline lifeline_;
  Watchdog& watchdog_;
  std::string secret_;
  std::unique_ptr<Pqxx> pqxx_;
  std::string failure_sqlstate_;
};

}  // namespace pgmedic
