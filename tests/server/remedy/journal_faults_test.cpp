// The journal cannot be written, at every moment at which it has to be: without a durable record nothing is begun, and what has
// begun is found again when the journal is back.
#include <gtest/gtest.h>

#include "server/remedy/holds.h"
#include "server/remedy/refusing_journal.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;

class JournalFaults : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat(20'000);
    oid_ = index_oid();
  }
  // The journal in a database of its own, which can be taken away.
  void move_journal() {
    server().execute("CREATE DATABASE audit");
    make_maintainer(server(), "audit");
    known_.journal_database = "audit";
  }
  TargetPolicy policy_with_audit() const {
    TargetPolicy elsewhere = policy();
    elsewhere.audit_database = "audit";
    return elsewhere;
  }
  void close_audit() {
    server().execute("ALTER DATABASE audit ALLOW_CONNECTIONS false");
    server().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'audit'");
  }
  // Approved, and kept from starting.
  std::string approve_and_pause(Remedies& remedies) {
    EXPECT_TRUE(eventually([&] { return remedies.pause("main", "bob").ok(); }));
    std::string id = nominate(remedies, reindex());
    EXPECT_TRUE(becomes(id, "approved")) << story(id);
    return id;
  }
  static bool journal_is_missed(const Remedies& remedies) {
    return eventually([&] { return !remedies.status("main")->journal_ok; });
  }

  std::string oid_;
};

TEST_F(JournalFaults, DroppedWhileSomethingWaitsItLetsNothingBegin) {
  const auto remedies = this->remedies("one", policy());
  approve_and_pause(*remedies);
  server().execute("DROP SCHEMA pgmedic CASCADE");
  EXPECT_TRUE(journal_is_missed(*remedies));
  EXPECT_EQ(remedies->nominate({reindex()}).at(0).fate, NominationFate::kUnavailable);
  EXPECT_FALSE(remedies->resume("main", "bob").ok());
  EXPECT_FALSE(remedies->withdraw({reindex()}).ok());
  make_maintainer(server());  // empty: nobody knows of what was approved
  ASSERT_TRUE(eventually([&] { return remedies->resume("main", "bob").ok(); }));
  EXPECT_TRUE(eventually([&] { return remedies->status("main")->journal_ok; }));
  EXPECT_EQ(launches(), "0");
  EXPECT_EQ(index_oid(), oid_);
  expect_no_mess();
}

TEST_F(JournalFaults, ADroppedDatabaseIsNoLicence) {
  move_journal();
  const auto remedies = this->remedies("one", policy_with_audit());
  approve_and_pause(*remedies);
  server().execute("DROP DATABASE audit WITH (FORCE)");
  known_.journal_database = "postgres";
  EXPECT_TRUE(journal_is_missed(*remedies));
  EXPECT_EQ(remedies->nominate({reindex()}).at(0).fate, NominationFate::kUnavailable);
  EXPECT_EQ(index_oid(), oid_);
  expect_no_mess();
}

TEST_F(JournalFaults, ADatabaseThatTakesNobodyInMakesActionsWait) {
  move_journal();
  support::SqlClient somebody = ground().shop_client();
  somebody.execute("BEGIN");
  somebody.execute("LOCK TABLE app.orders IN SHARE MODE");
  const auto remedies = this->remedies("one", policy_with_audit());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  close_audit();
  somebody.execute("ROLLBACK");
  EXPECT_TRUE(journal_is_missed(*remedies));
  EXPECT_EQ(index_oid(), oid_);
  server().execute("ALTER DATABASE audit ALLOW_CONNECTIONS true");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

TEST_F(JournalFaults, AStatementThatRunsGoesOnWithoutIt) {
  move_journal();
  const auto remedies = this->remedies("one", policy_with_audit());
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase(phase_of(Hold::kWriters))) << story(id);
  const std::string pid = action_pid(id);
  close_audit();
  EXPECT_EQ(action_pid(id), pid);
  let_go(holder);
  ASSERT_TRUE(eventually([&] { return index_oid() != oid_ && action_pid(id).empty(); }));
  server().execute("ALTER DATABASE audit ALLOW_CONNECTIONS true");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

TEST_F(JournalFaults, AStandbyKeepsNoJournal) {
  std::unique_ptr<support::PostgresServer> standby = server().make_standby();
  TargetRemedies there = target(policy());
  there.connection.dsn = standby->dsn("pgmedic_maintainer");
  const auto remedies = this->remedies("one", there);
  EXPECT_TRUE(eventually([&] { return remedies->status("main")->journal_error.find("standby") != std::string::npos; }));
  EXPECT_EQ(remedies->nominate({reindex()}).at(0).fate, NominationFate::kUnavailable);
  EXPECT_EQ(ask_journal("SELECT count(*) FROM pgmedic.action"), "0");
  EXPECT_EQ(index_oid(), oid_);
  expect_no_mess();
}

// One that somebody locks is as good as none: whoever waits for it has not written yet.
TEST_F(JournalFaults, ALockedJournalIsWaitedForAndNotPassedBy) {
  const auto remedies = this->remedies("one", policy());
  const std::string id = approve_and_pause(*remedies);
  support::SqlClient somebody = server().client();
  somebody.execute("BEGIN");
  somebody.execute("LOCK TABLE pgmedic.action_event IN EXCLUSIVE MODE");
  ASSERT_TRUE(remedies->resume("main", "bob").ok());
  ASSERT_TRUE(eventually([&] { return log_.contains("the journal cannot be written"); })) << story(id);
  EXPECT_EQ(index_oid(), oid_);
  EXPECT_EQ(launches(), "0");
  somebody.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

// The journal takes every step but one.
class RefusedSteps : public JournalFaults, public testing::WithParamInterface<const char*> {};

INSTANTIATE_TEST_SUITE_P(Step, RefusedSteps, testing::Values("approve", "queue", "begin", "launch", "finish", "succeed"),
                         [](const auto& chosen) { return std::string(chosen.param); });

TEST_P(RefusedSteps, AreTakenLaterOrNotAtAll) {
  const std::string step = GetParam();
  const bool is_before_the_statement = step != "finish" && step != "succeed";
  refuse_step(server(), step);
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return refusals(server()) > 0; })) << story(id);
  EXPECT_EQ(index_oid() == oid_, is_before_the_statement) << story(id);
  EXPECT_EQ(launches(), is_before_the_statement ? "0" : "1");
  take_step_again(server());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_NE(index_oid(), oid_);
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
