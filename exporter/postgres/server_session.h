// A Session with a PostgreSQL server, straight or through a pooler.
// Thread rule: one thread.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/log.h"
#include "postgres/compose.h"
#include "postgres/facts.h"
#include "postgres/prepared.h"
#include "postgres/server_link.h"
#include "postgres/session.h"

namespace pgmedic {

class ServerSession final : public Session {
 public:
  // mark: the value of pgmedic.session that the connection was started with; empty: it was started without options.
  static Result<std::unique_ptr<ServerSession>> start(std::unique_ptr<ServerLink> link, SafeSettings settings, const std::string& mark);

  const ServerFacts& facts() const override { return facts_; }
  Status refresh_facts() override;
  Result<std::unique_ptr<RowSet>> query(const std::string& sql, std::chrono::milliseconds statement_timeout) override;
  bool broken() const override { return link_->broken(); }
  bool lost() override { return link_->lost(); }
  // There is a pooler between us and the server.
  bool pooled() const { return pooled_; }

 private:
  ServerSession(std::unique_ptr<ServerLink> link, SafeSettings settings, const std::string& mark);
  Result<SessionIdentity> read_facts_again(std::chrono::milliseconds statement_timeout);
  Result<std::unique_ptr<RowSet>> run(const std::string& sql, const StatementBounds& bounds);
  Status set_statement_timeout(const StatementBounds& bounds);
  Status stay_when_idle(const StatementBounds& bounds);
  Status use_raw_bytes(const StatementBounds& bounds);

  std::unique_ptr<ServerLink> link_;
  PreparedStatements prepared_;
  SafeSettings settings_;
  bool pooled_;
  bool raw_bytes_ = false;
  std::chrono::milliseconds statement_timeout_ = kInitialStatementTimeout;  // what the server has in force
  ServerFacts facts_;
};

}  // namespace pgmedic
