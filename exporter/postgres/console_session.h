// A Session with PgBouncer's console, which speaks libpq's simple protocol only and which libpqxx refuses.
// Thread rule: one thread.
#pragma once

#include <memory>
#include <string>

#include "postgres/handshake.h"
#include "postgres/lifeline.h"
#include "postgres/session.h"
#include "postgres/watchdog.h"

namespace pgmedic {

class ConsoleSession final : public Session {
 public:
  // Errors: kUnsupported when the other side is no PgBouncer.
  static Result<std::unique_ptr<Session>> start(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog,
                                                std::string secret);
  ~ConsoleSession() override;
  ConsoleSession(const ConsoleSession&) = delete;
  ConsoleSession& operator=(const ConsoleSession&) = delete;

  const ServerFacts& facts() const override { return facts_; }
  // A console has no facts that change while its connection lives.
  Status refresh_facts() override;
  Result<std::unique_ptr<RowSet>> query(const std::string& sql, std::chrono::milliseconds statement_timeout) override;
  bool broken() const override { return lifeline_.broken(); }
  bool lost() override;

 private:
  ConsoleSession(Connection connection, std::shared_ptr<Interrupter> interrupter, Watchdog& watchdog, std::string secret);

  Connection connection_;
  Lifeline lifeline_;
  Watchdog& watchdog_;
  std::string secret_;
  ServerFacts facts_;
};

// "1.18.0/bouncer" -> 11800; 0 when it is no PgBouncer's version.
int pgbouncer_version_num(const std::string& server_version);

}  // namespace pgmedic
