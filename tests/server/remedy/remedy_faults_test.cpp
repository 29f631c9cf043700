// Bad days of an action: killed, terminated, in the way, twice. However it goes, nothing of ours is left and nothing of others
// is touched.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>

#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

class RemedyFaults : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat();
  }
};

TEST_F(RemedyFaults, ASecondLifeAdoptsWhatTheFirstBegan) {
  auto first = remedies("first", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*first, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  const std::string pid = action_pid(id);
  kill_abruptly(std::move(first), "first");
  EXPECT_EQ(state(id), "running");
  EXPECT_EQ(action_pid(id), pid);  // the server works on

  const auto second = remedies("second", policy());
  ASSERT_TRUE(eventually([&] { return journal("replica", id) == "second" && state(id) == "running"; }, 60s)) << story(id);
  EXPECT_EQ(action_pid(id), pid);
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_THAT(path(id), HasSubstr("running unknown running unknown verifying succeeded"));
  EXPECT_EQ(journal("attempts", id), "1");
  expect_no_mess();
}

TEST_F(RemedyFaults, AnOrderlyStopLetsGoAtOnce) {
  auto first = remedies("first", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*first, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  first.reset();
  EXPECT_EQ(state(id), "unknown");
  writer.execute("ROLLBACK");
  const auto second = remedies("second", policy());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(RemedyFaults, TwoReplicasActOnce) {
  const auto first = remedies("first", policy());
  const auto second = remedies("second", policy());
  const std::string id = nominate(*first, reindex());
  EXPECT_EQ(nominate(*second, reindex()), id);
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.action_event WHERE event = 'launch'"), "1");
  expect_no_mess();
}

TEST_F(RemedyFaults, ACrashOfTheServerIsCleanedUpAfter) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  ASSERT_EQ(::kill(std::stoi(action_pid(id)), SIGKILL), 0);
  ASSERT_TRUE(eventually(
      [&] {
        try {
          return state(id) == "failed";
        } catch (const std::exception&) {
          return false;  // recovering
        }
      },
      90s))
      << story(id);
  EXPECT_THAT(path(id), HasSubstr("running unknown cleaning failed"));
  expect_no_mess();
}

TEST_F(RemedyFaults, TerminatedAfterTheSwapItStillSucceeds) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient reader = open_reader();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for readers before marking dead")) << story(id);
  server().execute("SELECT pg_terminate_backend(" + action_pid(id) + ")");
  ASSERT_TRUE(eventually([&] { return state(id) == "cleaning"; }, 30s)) << story(id);
  EXPECT_EQ(invalid_indexes(), "app.orders_v_ccold");
  reader.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(RemedyFaults, CancelledByAPersonOfTheServerItCleansUp) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  server().execute("SELECT pg_cancel_backend(" + action_pid(id) + ")");
  ASSERT_TRUE(eventually([&] { return state(id) == "cleaning" || state(id) == "failed"; })) << story(id);
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  EXPECT_EQ(journal("sqlstate", id), "57014");
  expect_no_mess();
}

TEST_F(RemedyFaults, YieldsToWhoeverWaitsForIt) {
  TargetPolicy quick = policy();
  quick.guards.yield_after = 500ms;
  const auto remedies = this->remedies("one", quick);
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  support::SqlClient ddl = ground().shop_client();
  ddl.send("ALTER TABLE app.orders ADD COLUMN extra integer");
  ASSERT_TRUE(is_stopped(id)) << story(id);
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("yield"));
  ASSERT_TRUE(eventually([&] {
    return ground().shop_value("SELECT count(*) FROM pg_attribute WHERE attrelid = 'app.orders'::regclass AND attname = 'extra'") == "1";
  }));
  known_.changing.insert("app.orders");
  expect_no_mess();
}

TEST_F(RemedyFaults, TheKillSwitchStopsWhatRuns) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  std::ofstream(directory_.path() / "stop") << "";
  ASSERT_TRUE(eventually([&] { return action_pid(id).empty() || state(id) != "running"; })) << story(id);
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  expect_no_mess();
}

TEST_F(RemedyFaults, APersonStopsWhatRuns) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  EXPECT_TRUE(eventually([&] { return remedies->status("main")->running.has_value(); }));
  ASSERT_TRUE(remedies->cancel(id, "carol").ok());
  ASSERT_TRUE(is_stopped(id)) << story(id);
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("carol"));
  expect_no_mess();
}

TEST_F(RemedyFaults, AForeignInvalidIndexIsNeverTouched) {
  support::SqlClient client = ground().shop_client();
  client.execute("INSERT INTO app.orders (id, v) VALUES (3, 3)");
  EXPECT_THROW(client.execute("CREATE UNIQUE INDEX CONCURRENTLY orders_v_ccnew ON app.orders (v)"), support::SqlError);
  remember();
  known_.foreign_invalid.insert("app.orders_v_ccnew");
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return journal("guards ->> 'leftover'", id).find("no: ") == 0; })) << story(id);
  Nomination drop = reindex("orders_v_ccnew");
  drop.remedy = Remedy::kDropLeftover;
  const std::string dropping = nominate(*remedies, drop);
  ASSERT_TRUE(eventually([&] { return !journal("statement", dropping).empty() || state(dropping) != "proposed"; })) << story(dropping);
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.action_event WHERE event = 'launch'"), "0");
  EXPECT_EQ(invalid_indexes(), "app.orders_v_ccnew");
  expect_no_mess();
}

TEST_F(RemedyFaults, AFailureBesideAForeignInvalidIndexRemovesOnlyOurs) {
  ground().shop("CREATE INDEX orders_v_ccnew1 ON app.orders (id)");
  const auto remedies = this->remedies("one", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  // Somebody's own that turns up meanwhile, and has a name like ours.
  server().execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.orders_v_ccnew1'::regclass", "shop");
  server().execute("SELECT pg_cancel_backend(" + action_pid(id) + ")");
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  EXPECT_EQ(invalid_indexes(), "app.orders_v_ccnew1");
  known_.foreign_invalid.insert("app.orders_v_ccnew1");
  expect_no_mess();
}

TEST_F(RemedyFaults, ALeftoverThatTheJournalProvesToBeOursIsDropped) {
  auto first = remedies("first", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*first, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  ASSERT_TRUE(eventually([&] { return journal("new_index_oid", id) != "0"; })) << story(id);
  const std::string pid = action_pid(id);
  first.reset();
  server().execute("SELECT pg_terminate_backend(" + pid + ")");
  ASSERT_TRUE(eventually([&] { return action_pid(id).empty(); }));
  // As if cleaning up had been given up.
  server().execute(
      "UPDATE pgmedic.action SET state = 'failed', ended = clock_timestamp(), held_until = NULL;"
      "INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state)"
      " SELECT id, 'find_nothing', 'unknown', 'failed' FROM pgmedic.action");
  writer.execute("ROLLBACK");
  ASSERT_EQ(invalid_indexes(), "app.orders_v_ccnew");
  const auto second = remedies("second", policy());
  Nomination drop = reindex("orders_v_ccnew");
  drop.remedy = Remedy::kDropLeftover;
  const std::string dropping = nominate(*second, drop);
  ASSERT_TRUE(becomes(dropping, "succeeded")) << story(dropping);
  expect_no_mess();
}

TEST_F(RemedyFaults, TooManyFailuresAreForAPersonToLookAt) {
  TargetPolicy strict = policy();
  strict.quarantine_after = 1;
  const auto remedies = this->remedies("one", strict);
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  server().execute("SELECT pg_cancel_backend(" + action_pid(id) + ")");
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "quarantined")) << story(id);
  ASSERT_TRUE(remedies->release(id, "dave").ok());
  EXPECT_EQ(state(id), "cancelled");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
