// The checks of replication, on a real primary with a standby and slots.
#include <gmock/gmock.h>

#include <vector>

#include "server/checked_server.h"
#include "server/hostile_cluster.h"
#include "support/eventually.h"

namespace pgmedic {
namespace {

using support::PostgresServer;
using testing::ElementsAre;
using testing::IsEmpty;

class ReplicationChecks : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { PGMEDIC_NEED_SERVER(GetParam()); }

  void start(std::map<std::string, std::string> more = {}) {
    support::PostgresSettings settings;
    settings.major = GetParam();
    settings.settings = std::move(more);
    settings.settings.insert({{"autovacuum", "off"}, {"wal_level", "logical"}, {"wal_keep_size", "16MB"}});
    primary_ = std::make_unique<PostgresServer>(settings);
    make_monitor_role(*primary_, "postgres");
    primary_->execute("CREATE TABLE filler (text text)");
  }

  // About as many megabytes of WAL.
  void write_wal(int megabytes) const {
    primary_->execute("INSERT INTO filler SELECT string_agg(md5(i::text || j::text), '') FROM generate_series(1, " +
                      std::to_string(megabytes * 8) + ") AS j, generate_series(1, 4096) AS i GROUP BY j");
  }

  template <typename Matcher>
  static void expect(CheckedServer& server, const std::string& check, const CheckOverride& change, const Matcher& matcher) {
    std::vector<std::string> found;
    support::eventually([&] {
      found = objects(server.judge(check, change));
      return testing::Value(found, matcher);
    });
    EXPECT_THAT(found, matcher) << check;
  }
  static void expect_nothing(CheckedServer& server, const std::string& check, const CheckOverride& change = {}) {
    EXPECT_THAT(objects(server.judge(check, change)), IsEmpty()) << check;
  }

  std::unique_ptr<PostgresServer> primary_;
};
INSTANTIATE_TEST_SUITE_P(Server, ReplicationChecks, testing::Values(13, 15, 18), testing::PrintToStringParamName());

TEST_P(ReplicationChecks, FindAStandbyThatFallsBehindAndLosesItsPrimary) {
  start();
  const std::unique_ptr<PostgresServer> standby = primary_->make_standby();
  CheckedServer above(*primary_);
  CheckedServer below(*standby);
  write_wal(1);
  ASSERT_TRUE(
      support::eventually([&] { return primary_->scalar("SELECT replay_lsn = pg_current_wal_lsn() FROM pg_stat_replication") == "t"; }));
  expect(above, "PostgresReplicaLagBytes", warn_at(100'000), IsEmpty());
  expect(below, "PostgresReplicaLagSeconds", warn_at(0.001), IsEmpty());
  expect_nothing(below, "PostgresReplicationBroken");
  // Whoever drops an index is told how many servers count for themselves.
  primary_->execute("CREATE INDEX filler_hash ON filler USING hash (text)");
  const std::vector<Finding> unused = above.judge("PostgresUnusedIndex", warn_at(1) + when("unused_for", 0));
  ASSERT_EQ(objects(unused), std::vector<std::string>{"postgres.public.filler.filler_hash"});
  EXPECT_THAT(unused.front().summary, testing::HasSubstr("for themselves: 1"));

  standby->execute("SELECT pg_wal_replay_pause()");
  write_wal(24);
  expect(above, "PostgresReplicaLagBytes", warn_at(10'000'000), ElementsAre("standby.127.0.0.1.streaming."));
  expect(below, "PostgresReplicaLagSeconds", warn_at(0.001), ElementsAre(""));
  expect_nothing(above, "PostgresReplicaLagBytes");
  expect_nothing(below, "PostgresReplicaLagSeconds");
  standby->execute("SELECT pg_wal_replay_resume()");

  primary_->stop();
  expect(below, "PostgresReplicationBroken", {}, ElementsAre(""));
  primary_->start();
  expect(below, "PostgresReplicationBroken", {}, IsEmpty());
}

// From PostgreSQL 15 on a server that was stopped in good order keeps its counters when it comes back as a standby, where nothing moves
// them any more.
TEST_P(ReplicationChecks, FindNothingOnAStandbyByTheCountersOfItsPastAsAPrimary) {
  start();
  primary_->execute("CREATE TABLE overdue AS SELECT i AS id FROM generate_series(1, 20000) AS i");
  primary_->execute("VACUUM ANALYZE overdue");
  primary_->execute("DELETE FROM overdue WHERE id > 1000");
  primary_->execute("CREATE TABLE off (id int) WITH (autovacuum_enabled = off)");
  primary_->execute("INSERT INTO off SELECT generate_series(1, 5000)");
  for (const std::string parent : {"stale", "never"}) {
    primary_->execute("CREATE TABLE " + parent + " (id int) PARTITION BY RANGE (id)");
    primary_->execute("CREATE TABLE " + parent + "_part PARTITION OF " + parent + " DEFAULT");
    primary_->execute("INSERT INTO " + parent + " SELECT generate_series(1, 12000)");
  }
  primary_->execute("ANALYZE stale");
  primary_->execute("INSERT INTO stale SELECT generate_series(1, 5000)");
  const std::vector<std::pair<std::string, CheckOverride>> checks{{"PostgresAutovacuumOverdue", when("neglected", 0)},
                                                                  {"PostgresAutovacuumDisabled", when("neglected", 0)},
                                                                  {"PostgresAnalyzeOverdue", when("analyze_age", 0)},
                                                                  {"PostgresStaleStatistics", warn_at(0.001)},
                                                                  {"PostgresNeverAnalyzed", {}},
                                                                  {"PostgresPartitionParentStale", when("analyze_age", 0)},
                                                                  {"PostgresPartitionParentNeverAnalyzed", {}}};
  const auto all_are_found = [&] {
    CheckedServer above(*primary_);
    for (const auto& [check, change] : checks) {
      expect(above, check, change, testing::Not(IsEmpty()));
    }
  };
  all_are_found();
  const std::unique_ptr<PostgresServer> standby = primary_->make_standby();  // with the counters, as the primary is stopped for it
  all_are_found();
  if (GetParam() >= 15) {
    EXPECT_EQ(standby->scalar("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'overdue'"), "19000");
  }
  CheckedServer below(*standby);
  for (const auto& [check, change] : checks) {
    expect_nothing(below, check, change);
  }
}

TEST_P(ReplicationChecks, FindSlotsThatKeepWalOrLoseIt) {
  start({{"max_slot_wal_keep_size", "40MB"}});
  CheckedServer checked(*primary_);
  primary_->execute("SELECT pg_create_physical_replication_slot('unused'), pg_create_physical_replication_slot('left', true)");
  expect_nothing(checked, "PostgresSlotInactive");  // keeps next to nothing
  write_wal(24);
  expect(checked, "PostgresSlotInactive", {}, ElementsAre("left.physical"));
  expect(checked, "PostgresSlotRetention", warn_at(16'000'000), ElementsAre("left.physical"));
  expect_nothing(checked, "PostgresSlotRetention");
  expect_nothing(checked, "PostgresSlotLost");
  const auto lose = [&] {
    write_wal(40);
    primary_->execute("SELECT pg_switch_wal()");
    primary_->execute("CHECKPOINT");
    return primary_->scalar("SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'left'") == "lost";
  };
  ASSERT_TRUE(support::eventually(lose));
  expect(checked, "PostgresSlotLost", {}, ElementsAre("left.physical.wal_removed"));
  expect_nothing(checked, "PostgresSlotInactive");
}

TEST_P(ReplicationChecks, FindSlotsThatHoldTheHorizonUntilTheyAreLost) {
  start({{"max_slot_wal_keep_size", "40MB"}});
  CheckedServer checked(*primary_);
  primary_->execute("SELECT pg_create_logical_replication_slot('subscriber', 'pgoutput')");
  primary_->execute("DO $$ BEGIN FOR i IN 1..60 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$");
  expect(checked, "PostgresXminHorizonHeld", warn_at(50), ElementsAre("slot_catalog_xmin"));
  const auto lose = [&] {
    write_wal(60);
    primary_->execute("SELECT pg_switch_wal()");
    primary_->execute("CHECKPOINT");
    return primary_->scalar("SELECT wal_status FROM pg_replication_slots") == "lost";
  };
  ASSERT_TRUE(support::eventually(lose));
  EXPECT_NE(primary_->scalar("SELECT catalog_xmin FROM pg_replication_slots"), "") << "which still shows what it held";
  expect_nothing(checked, "PostgresXminHorizonHeld", warn_at(50));
}

}  // namespace
}  // namespace pgmedic
