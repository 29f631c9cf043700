// A journal on a real server, emptied before each case.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "remedy/journal.h"
#include "remedy/tally.h"
#include "server/remedy/maintainer.h"

namespace pgmedic {

class JournalTest : public testing::TestWithParam<int> {
 protected:
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() { servers().clear(); }
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    auto& ground = servers()[GetParam()];
    if (ground == nullptr) {
      ground = std::make_unique<MaintainedServer>(GetParam());
    }
    server().execute("TRUNCATE pgmedic.action, pgmedic.action_event, pgmedic.baseline; DELETE FROM pgmedic.control WHERE name = 'paused'");
  }

  static std::map<int, std::unique_ptr<MaintainedServer>>& servers() {
    static std::map<int, std::unique_ptr<MaintainedServer>> all;
    return all;
  }
  static support::PostgresServer& server() { return servers()[GetParam()]->server(); }

  std::unique_ptr<Journal> unconnected(const std::string& replica = "one", const std::string& database = "", Tally* tally = nullptr) {
    connectors_.push_back(make_maintenance_connector(servers()[GetParam()]->connection(), watchdog_, log_));
    MaintenanceConnector* const connector = connectors_.back().get();
    return std::make_unique<Journal>([connector, database] { return connector->connect(database, "journal"); }, "main", replica, tally);
  }
  std::unique_ptr<Journal> open(const std::string& replica = "one", Tally* tally = nullptr) {
    auto journal = unconnected(replica, "", tally);
    const Status status = journal->connect();
    if (!status.ok()) {
      throw std::runtime_error(status.error().text());
    }
    return journal;
  }
  static Nomination nomination(const std::string& index = "orders_pkey", Remedy remedy = Remedy::kReindex) {
    return {"main", remedy, {"shop", "app", "orders", index}, kByFinding, "PostgresIndexBloat", "pgmedic", {{"bloat_bytes", "1000"}}};
  }
  static std::string propose(Journal& journal, const Nomination& nomination) {
    const Result<Proposal> proposal = journal.propose(nomination);
    return proposal ? proposal.value().id : "error: " + proposal.error().text();
  }
  static bool move(Journal& journal, const std::string& id, State from, Event event, const Change& change = {}) {
    const Result<bool> moved = journal.move(id, from, event, change);
    if (!moved) {
      ADD_FAILURE() << moved.error().text();
    }
    return moved.ok() && moved.value();
  }
  static void bring_to_queue(Journal& journal, const std::string& id) {
    EXPECT_TRUE(move(journal, id, State::kProposed, Event::kApprove));
    EXPECT_TRUE(move(journal, id, State::kApproved, Event::kQueue));
  }
  static State state_of(Journal& journal, const std::string& id) { return journal.find(id).value().value().state; }

  support::RecordingLog log_;
  Watchdog watchdog_;
  std::vector<std::unique_ptr<MaintenanceConnector>> connectors_;
};

}  // namespace pgmedic
