// Somebody keeps dead rows from being removed: VACUUM is not tried, and the holder is named.
#include <gmock/gmock.h>

#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

class HorizonFaults : public RemedyGround {
 protected:
  void SetUp() override { PGMEDIC_NEED_SERVER(15); }

  // Holders that matter are old, or have held back some transactions.
  TargetPolicy strict() const {
    TargetPolicy strict = policy();
    strict.guards.oldest_transaction = 1ms;
    strict.guards.horizon_share = 0;
    strict.guards.horizon_xids = 200;
    strict.of(Remedy::kFreeze).min_freeze_ratio = 0;
    return strict;
  }
  void use_up_transactions() {
    server().client("postgres", "shop").execute("DO $$ BEGIN FOR i IN 1..2000 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$");
  }
  static support::SqlClient hold_snapshot(const support::PostgresServer& server) {
    support::SqlClient client = server.client("owner", "shop");
    client.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
    client.execute("SELECT count(*) FROM app.orders");
    return client;
  }
  // The guard names the holder, and nothing is sent.
  void expect_held_by(const std::string& holder, const std::string& id) {
    EXPECT_TRUE(becomes(id, "guarded")) << story(id);
    const std::string said = journal("guards ->> 'horizon'", id);
    EXPECT_THAT(said, testing::StartsWith("no: "));
    EXPECT_THAT(said, HasSubstr("held by " + holder));
    EXPECT_EQ(launches(), "0");
  }
};

TEST_F(HorizonFaults, AnOldSnapshot) {
  start();
  make_bloat();
  support::SqlClient reader = hold_snapshot(server());
  use_up_transactions();
  churn();
  const auto remedies = this->remedies("one", strict());
  const std::string vacuum = nominate(*remedies, on_table(Remedy::kVacuum));
  const std::string freeze = nominate(*remedies, on_table(Remedy::kFreeze));
  expect_held_by("pid " + std::to_string(reader.backend_pid()) + " owner", vacuum);
  expect_held_by("pid " + std::to_string(reader.backend_pid()) + " owner", freeze);
  reader.execute("COMMIT");
  ASSERT_TRUE(becomes(vacuum, "succeeded")) << story(vacuum);
  ASSERT_TRUE(eventually([&] { return !journal("coalesce(ended::text, '')", freeze).empty(); }, 60s)) << story(freeze);
  expect_no_mess();
}

TEST_F(HorizonFaults, APreparedTransaction) {
  start();
  make_bloat();
  support::SqlClient client = ground().shop_client();
  client.execute("BEGIN");
  client.execute("SELECT txid_current()");
  client.execute("PREPARE TRANSACTION 'forgotten'");
  churn();
  const auto remedies = this->remedies("one", strict());
  const std::string id = nominate(*remedies, on_table(Remedy::kVacuum));
  expect_held_by("prepared transaction 'forgotten' of owner", id);
  client.execute("ROLLBACK PREPARED 'forgotten'");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(HorizonFaults, AStandbyThatTellsOfItsQueries) {
  start(15, {{"hot_standby_feedback", "on"}, {"wal_receiver_status_interval", "'1s'"}});
  make_bloat();
  const auto standby = server().make_standby();
  support::SqlClient reader = hold_snapshot(*standby);
  ASSERT_TRUE(eventually([&] { return !server().scalar("SELECT backend_xmin FROM pg_stat_replication").empty(); }));
  use_up_transactions();
  churn();
  const auto remedies = this->remedies("one", strict());
  const std::string id = nominate(*remedies, on_table(Remedy::kVacuum));
  expect_held_by("standby standby 127.0.0.1 (hot_standby_feedback)", id);
  reader.execute("COMMIT");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

// Until the slot is lost, from when on the server heeds it no longer.
TEST_F(HorizonFaults, TheSlotOfAStandbyThatIsGone) {
  start(15, {{"hot_standby_feedback", "on"}, {"wal_receiver_status_interval", "'1s'"}, {"primary_slot_name", "'gone'"}});
  make_bloat();
  server().execute("SELECT pg_create_physical_replication_slot('gone')");
  auto standby = server().make_standby();
  {
    const support::SqlClient reader = hold_snapshot(*standby);
    ASSERT_TRUE(eventually([&] { return !server().scalar("SELECT xmin FROM pg_replication_slots").empty(); }));
    use_up_transactions();
    standby->stop(support::StopMode::kImmediate);
  }
  ASSERT_TRUE(eventually([&] { return server().scalar("SELECT active FROM pg_replication_slots") == "f"; }));
  churn();
  const auto remedies = this->remedies("one", strict());
  const std::string id = nominate(*remedies, on_table(Remedy::kVacuum));
  expect_held_by("replication slot gone (inactive)", id);
  server().execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
  server().execute("SELECT pg_reload_conf()");
  ASSERT_TRUE(eventually([&] {
    server().execute("SELECT pg_switch_wal()");
    server().execute("CHECKPOINT");
    return server().scalar("SELECT wal_status FROM pg_replication_slots") == "lost";
  }));
  EXPECT_NE(server().scalar("SELECT xmin FROM pg_replication_slots"), "") << "which still shows what it held";
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

// It holds back what is dead in catalogs, and no rows of tables.
TEST_F(HorizonFaults, ALogicalSlotIsNoObstacle) {
  start(15, {{"wal_level", "logical"}});
  make_bloat();
  server().execute("SELECT pg_create_logical_replication_slot('subscriber', 'pgoutput')", "shop");
  use_up_transactions();
  churn();
  const auto remedies = this->remedies("one", strict());
  const std::string id = nominate(*remedies, on_table(Remedy::kVacuum));
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

// A holder that was too young for the guard to care: tried once, seen to be of no use, and not tried again.
TEST_F(HorizonFaults, AVacuumInVainIsNotRepeated) {
  start();
  make_bloat();
  support::SqlClient reader = hold_snapshot(server());
  churn();
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, on_table(Remedy::kVacuum));
  ASSERT_TRUE(becomes(id, "ineffective")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("an older transaction or slot may still need them"));
  Nomination again = on_table(Remedy::kVacuum);
  again.trigger = kByOperator;
  const std::string second = nominate(*remedies, again);
  ASSERT_NE(second, id);
  ASSERT_TRUE(becomes(second, "suppressed")) << story(second);
  EXPECT_EQ(launches(), "1");
  reader.execute("COMMIT");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
