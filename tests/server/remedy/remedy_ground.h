// Real workers on a real server: objects in need of a remedy, and Remedies that may give it.
// Thread rule: the test's thread.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "postgres/watchdog.h"
#include "remedy/judge.h"
#include "remedy/remedies.h"
#include "server/remedy/invariants.h"
#include "server/remedy/maintainer.h"
#include "support/eventually.h"
#include "support/recording_log.h"
#include "support/temp_dir.h"

namespace pgmedic {

using namespace std::chrono_literals;

// The time of a machine whose clock is wrong.
class SkewedClock final : public Clock {
 public:
  SteadyTime steady_now() const override { return system_.steady_now(); }
  WallTime wall_now() const override { return system_.wall_now() + ahead; }
  Milliseconds ahead{0};  // changed before anybody asks

 private:
  SystemClock system_;
};

class RemedyGround : public testing::Test {
 protected:
  // Cases that change the server itself have one of their own.
  void start(int major = 15, std::map<std::string, std::string> settings = {}, const std::string& data_directory = {});
  support::PostgresServer& server() { return ground_->server(); }
  MaintainedServer& ground() { return *ground_; }

  // Table app.orders with rows; index orders_v two thirds empty, orders_dense full.
  void make_bloat(int rows = 60'000, const std::string& key = "v");
  // Of orders_v; another one once it is rebuilt.
  std::string index_oid() { return ground().shop_value("SELECT 'app.orders_v'::regclass::oid"); }
  // Changes every row, and waits until the statistics say so.
  void churn();

  // A session that has written to the table and does not end: a rebuild waits for it before it begins.
  support::SqlClient open_writer();
  // One that has read it: the rebuild waits for it after the new index is in use.
  support::SqlClient open_reader();

  // Everything allowed, no thresholds worth mentioning.
  TargetPolicy policy(Mode mode = Mode::kAuto) const;
  TargetRemedies target(const TargetPolicy& policy) const;
  // A process of its own, so to say. Its connectors are noted, for cutting.
  std::unique_ptr<Remedies> remedies(const std::string& replica, const TargetPolicy& policy) { return remedies(replica, target(policy)); }
  std::unique_ptr<Remedies> remedies(const std::string& replica, const TargetRemedies& target, bool passive = false);
  // As a command that looks and steers has them.
  std::unique_ptr<Remedies> desk() { return remedies("desk", target(policy()), true); }
  // As if the process were killed: its sessions are gone before it can write anything down.
  void kill_abruptly(std::unique_ptr<Remedies> remedies, const std::string& replica);

  static Nomination reindex(const std::string& index = "orders_v");
  static Nomination on_table(Remedy remedy, const std::string& table = "orders");
  // Nominates, and returns the action's id.
  static std::string nominate(Remedies& remedies, const Nomination& nomination);

  std::string ask_journal(const std::string& sql) const;
  std::string launches() const;  // how many statements were sent
  std::string journal(const std::string& column, const std::string& id) const;
  std::string state(const std::string& id) const { return journal("state", id); }
  // "proposed approved ..." as they followed each other.
  std::string path(const std::string& id) const;
  bool becomes(const std::string& id, const std::string& wanted, std::chrono::seconds patience = 60s) const;
  // It was wanted to stop, and its statement has ended for that; what blocked the statement may go now.
  bool is_stopped(const std::string& id) const;
  std::string story(const std::string& id) const;  // for failures
  // The action's statement is in a phase that begins so.
  bool reaches_phase(const std::string& phase) const;
  std::string action_pid(const std::string& id) const;
  std::string invalid_indexes() const;

  // What shop holds now is what it shall hold after the fault.
  void remember() { before_ = belongings_of(ground_->server(), "shop"); }
  // Everything comes to rest, and then all invariants hold.
  void expect_no_mess() const;

  support::RecordingLog log_;
  support::TempDir directory_;
  Belongings before_;
  Circumstances known_;
  SkewedClock clock_;
  std::shared_ptr<const Judge> judge_;      // none: the real one
  std::shared_ptr<const Outside> outside_;  // whom remedies ask; null: nobody

 private:
  Watchdog watchdog_;
  std::unique_ptr<MaintainedServer> ground_;
  std::map<std::string, MaintenanceConnector*> connectors_;  // by replica
};

}  // namespace pgmedic
