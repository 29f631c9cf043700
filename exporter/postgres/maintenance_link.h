// One connection of a maintainer under libpq: statements with bound parameters under a deadline, one statement without, and
// everything that the server says on the way.
// Thread rule: one thread; interrupt() from any.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "postgres/handshake.h"
#include "postgres/lifeline.h"
#include "postgres/maintenance_session.h"
#include "postgres/result_rows.h"
#include "postgres/server_link.h"
#include "postgres/sqlstate.h"
#include "postgres/watchdog.h"

namespace pgmedic {

class MaintenanceLink {
 public:
  MaintenanceLink(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog, Log& log, std::string secret);
  ~MaintenanceLink();
  MaintenanceLink(const MaintenanceLink&) = delete;
  MaintenanceLink& operator=(const MaintenanceLink&) = delete;

  // The extended protocol: one statement, never more.
  Result<std::unique_ptr<RowSet>> run(const std::string& sql, const Parameters& parameters, const StatementBounds& bounds);
  // The same for one that comes many times in a row with other parameters: the server parses and plans it once.
  Result<std::unique_ptr<RowSet>> run_again(const std::string& sql, const Parameters& parameters, const StatementBounds& bounds);
  // As run(), without a deadline of ours.
  ActionReply run_unbounded(const std::string& sql);

  bool broken() const { return lifeline_.broken(); }
  const std::string& sqlstate() const { return complaint_.sqlstate; }
  std::string startup_report(const char* name) const;
  int reported_backend_pid() const;
  void interrupt();

 private:
  using Send = OwnedResult (MaintenanceLink::*)(const std::string& sql, const Parameters& parameters);
  Result<std::unique_ptr<RowSet>> run_with(Send how, const std::string& sql, const Parameters& parameters, const StatementBounds& bounds);
  template <class Start>
  OwnedResult send(const Start& start);
  OwnedResult send(const std::string& sql, const Parameters& parameters);
  OwnedResult send_again(const std::string& sql, const Parameters& parameters);
  static std::vector<const char*> values_of(const Parameters& parameters);
  static void on_notice(void* link, const PGresult* notice);
  Error explain(const StatementBounds& bounds, Milliseconds elapsed, bool fired);
  std::string connection_fault() const;

  Connection connection_;
  Lifeline lifeline_;
  Watchdog& watchdog_;
  Log& log_;
  const std::string secret_;
  std::vector<Notice> notices_;  // since the statement began
  ServerComplaint complaint_;    // of the newest failure
  std::string parsed_;           // the server's nameless statement; empty: none that is meant to be used again
};

}  // namespace pgmedic
