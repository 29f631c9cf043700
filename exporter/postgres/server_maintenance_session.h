// A MaintenanceSession with a PostgreSQL server.
// Thread rule: one thread; interrupt() from any.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "postgres/compose.h"
#include "postgres/maintenance_link.h"
#include "postgres/maintenance_session.h"

namespace pgmedic {

class ServerMaintenanceSession final : public MaintenanceSession {
 public:
  // mark: the value of pgmedic.session that the connection was started with.
  static Result<std::unique_ptr<MaintenanceSession>> start(std::unique_ptr<MaintenanceLink> link, const std::string& mark);

  const MaintenanceFacts& facts() const override { return facts_; }
  Result<std::unique_ptr<RowSet>> query(const std::string& sql, const Parameters& parameters, Milliseconds timeout) override;
  Result<std::vector<std::unique_ptr<RowSet>>> transaction(const std::vector<Statement>& statements, Milliseconds timeout) override;
  const std::string& sqlstate() const override;
  Status prepare_action(const ActionLimits& limits) override;
  ActionReply run_action(const std::string& sql) override;
  bool broken() const override { return link_->broken(); }
  void interrupt() override { link_->interrupt(); }

 private:
  struct Timeouts {
    Milliseconds statement{};
    Milliseconds lock{};
    bool operator==(const Timeouts&) const = default;
  };
  explicit ServerMaintenanceSession(std::unique_ptr<MaintenanceLink> link) : link_(std::move(link)) {}
  Status read_facts(const std::string& mark);
  Status secure();
  Status confirm(const SafeSettings& settings);
  Status set_timeouts(const Timeouts& wanted, const StatementBounds& bounds);

  std::unique_ptr<MaintenanceLink> link_;
  Timeouts timeouts_{kInitialStatementTimeout, limits::kLockTimeout};  // what the server has in force
  std::string transaction_sqlstate_;                                   // of a transaction that failed
  MaintenanceFacts facts_;
};

}  // namespace pgmedic
