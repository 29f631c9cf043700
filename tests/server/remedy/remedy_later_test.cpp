// What a success is worth some time later: a look at how the table is read, and at what the index has become.
#include <gmock/gmock.h>

#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

class RemedyLater : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat();
  }
  // Puts a function that is no check in the place of one: neither damage nor a long check can be made to order.
  void replace_check(const std::string& body) {
    server().execute(
        "CREATE EXTENSION amcheck; CREATE OR REPLACE FUNCTION bt_index_check(index regclass, heapallindexed boolean) RETURNS void"
        " LANGUAGE plpgsql AS $$ BEGIN " +
            body + "; END $$; GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean) TO pgmedic_maintainer",
        "shop");
  }
  // An application that looks rows up, one at a time.
  void read(int times, bool by_index) {
    const std::string before = scans();
    {
      support::SqlClient client = ground().shop_client();
      client.execute(by_index ? "SET enable_seqscan = off"
                              : "SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off");
      for (int i = 1; i <= times; ++i) {
        client.execute("SELECT note FROM app.orders WHERE v = " + std::to_string(3 * i));
      }
    }
    ASSERT_TRUE(eventually([&] { return std::stol(scans()) >= std::stol(before) + times; }));
  }
  std::string scans() { return ground().shop_value("SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'orders'"); }
  void make_due(const std::string& id) {
    server().execute("UPDATE pgmedic.action SET verify_at = clock_timestamp() WHERE id::text = " + support::quote_literal(id));
  }
  bool is_looked_at(const std::string& id) {
    return eventually([&] { return state(id) != "succeeded" || journal("reason", id) == "it has lasted"; });
  }
};

TEST_F(RemedyLater, ARebuildThatIsUsedLikeBeforeHasLasted) {
  read(100, true);
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_GE(std::stod(journal("before ->> 'own_scans'", id)), 50);
  read(100, true);
  make_due(id);
  ASSERT_TRUE(is_looked_at(id)) << story(id);
  EXPECT_EQ(state(id), "succeeded") << story(id);
}

TEST_F(RemedyLater, AnIndexThatIsNoLongerUsedHasRegressed) {
  read(100, true);
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  read(50, false);
  make_due(id);
  ASSERT_TRUE(becomes(id, "regressed")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("hardly used any more"));
}

TEST_F(RemedyLater, StatisticsThatMakePlansWorseHaveRegressedAndAreNotRepeated) {
  read(100, true);
  churn();
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, on_table(Remedy::kAnalyze));
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  const std::string ended = journal("ended", id);
  read(50, false);
  make_due(id);
  ASSERT_TRUE(becomes(id, "regressed")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("from end to end"));
  EXPECT_EQ(journal("ended", id), ended);
  // Only a person gets it repeated, and only after its rest.
  EXPECT_EQ(remedies->nominate({on_table(Remedy::kAnalyze)}).at(0).fate, NominationFate::kDuplicate);
  churn();
  Nomination by_hand = on_table(Remedy::kAnalyze);
  by_hand.trigger = kByOperator;
  const std::string again = nominate(*remedies, by_hand);
  ASSERT_TRUE(eventually([&] { return journal("guards ->> 'cooldown'", again).find("no: ") == 0; })) << story(again);
}

TEST_F(RemedyLater, AnIndexThatSomebodyReplacedIsNotJudged) {
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  ground().shop("DROP INDEX app.orders_v; CREATE INDEX orders_v ON app.orders (note)");
  make_due(id);
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("another index of that name") != std::string::npos; })) << story(id);
  EXPECT_EQ(journal("verify_at", id), "");
  EXPECT_EQ(state(id), "succeeded");
}

TEST_F(RemedyLater, AnIndexThatIsNotValidAnyMoreHasRegressed) {
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  server().execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.orders_v'::regclass", "shop");
  make_due(id);
  ASSERT_TRUE(becomes(id, "regressed")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("not valid"));
}

TEST_F(RemedyLater, ARebuiltIndexIsCheckedWhereTheConfigurationWantsIt) {
  TargetPolicy checked = policy();
  checked.of(Remedy::kReindex).check = IndexCheck::kHeap;
  {
    const auto remedies = this->remedies("one", checked);
    const std::string id = nominate(*remedies, reindex("orders_v"));
    ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
    EXPECT_THAT(journal("reason", id), HasSubstr("not checked: the extension amcheck is not installed"));
  }
  server().execute("CREATE EXTENSION amcheck; GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean) TO pgmedic_maintainer", "shop");
  ground().shop("CREATE INDEX orders_w ON app.orders (v); DELETE FROM app.orders WHERE id % 2 = 0");
  remember();
  ground().shop_client().execute("VACUUM app.orders");
  const auto remedies = this->remedies("two", checked);
  const std::string id = nominate(*remedies, reindex("orders_w"));
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("amcheck finds it sound"));
  expect_no_mess();
}

TEST_F(RemedyLater, DamageThatTheCheckFindsIsForAPersonToLookAt) {
  replace_check("RAISE EXCEPTION 'item order invariant violated' USING ERRCODE = 'XX002'");
  TargetPolicy checked = policy();
  checked.of(Remedy::kReindex).check = IndexCheck::kLight;
  const auto remedies = this->remedies("one", checked);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "quarantined")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("item order invariant violated"));
}

TEST_F(RemedyLater, ACheckGivesWayToWhoWaitsForTheTable) {
  replace_check("PERFORM count(*) FROM app.orders; PERFORM pg_sleep(600)");
  TargetPolicy checked = policy();
  checked.of(Remedy::kReindex).check = IndexCheck::kLight;
  checked.guards.yield_after = 500ms;
  const auto remedies = this->remedies("one", checked);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] {
    return server().scalar("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT%bt_index_check%' AND wait_event = 'PgSleep'") ==
           "1";
  })) << story(id);
  support::SqlClient other = ground().shop_client();
  other.execute("SET lock_timeout = '60s'");
  other.execute("BEGIN; LOCK TABLE app.orders; COMMIT");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("not checked: yield"));
}

TEST_F(RemedyLater, PastRunsTellHowLongTheNextOneTakes) {
  TargetPolicy by_prediction = policy(Mode::kApprove);
  by_prediction.of(Remedy::kReindex).statement_timeout = 0ms;
  const auto remedies = this->remedies("one", by_prediction);
  const auto predicted = [&](const char* name) {
    const Result<PlannedAction> plan = remedies->explain(reindex());
    return plan ? fact_of(plan->predicted, name) : plan.error().text();
  };
  ASSERT_TRUE(eventually([&] { return remedies->status("main")->journal_ok; }));
  EXPECT_EQ(predicted("from"), "sizes, as for slow disks");
  const double reckoned = std::stod(predicted("seconds"));
  server().execute(
      "WITH past AS (INSERT INTO pgmedic.action (target, key, remedy, state, system_identifier, database, schema, \"table\", index, "
      "trigger,"
      " started, ended, predicted) SELECT 'main', convert_to(i::text, 'UTF8'), 'reindex', 'succeeded', '1', 'shop', 'app', 'orders', '', "
      "'finding',"
      " now() - interval '30 days', now() - interval '30 days', '{\"seconds\": \"1\"}' FROM generate_series(1, 7) AS i RETURNING id, "
      "started)"
      " INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state, at)"
      " SELECT id, 'finish', 'running', 'verifying', started + interval '200 s' FROM past");
  EXPECT_EQ(predicted("from"), "7 past runs of reindex");
  EXPECT_NEAR(std::stod(predicted("seconds")), 200 * reckoned, 1);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(remedies->approve(id, "alice").ok());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_NEAR(std::stod(journal("predicted ->> 'reckoned_seconds'", id)), reckoned, 0.1);
  const std::string limit = server().scalar("SELECT data ->> 'statement_timeout_ms' FROM pgmedic.action_event WHERE event = 'launch'");
  EXPECT_NEAR(std::stod(limit), (2 * 200 * reckoned + 120) * 1'000, 5'000);  // and what it may wait for locks
}

TEST_F(RemedyLater, WhatIsOlderThanTheConfigurationWantsIsForgotten) {
  server().execute(
      "WITH old AS (INSERT INTO pgmedic.action (target, key, remedy, state, system_identifier, database, schema, \"table\", index, "
      "trigger, ended)"
      " VALUES ('main', 'x', 'analyze', 'succeeded', '1', 'shop', 'app', 'orders', '', 'finding', now() - interval '3 hours') RETURNING id)"
      " INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state) SELECT id, 'succeed', 'verifying', 'succeeded' FROM old");
  TargetPolicy longer = policy();
  longer.retention = 4h;
  {
    const auto remedies = this->remedies("one", longer);
    ASSERT_TRUE(becomes(nominate(*remedies, reindex()), "succeeded"));
  }
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.action"), "2");
  TargetPolicy shorter = policy();
  shorter.retention = 2h;
  const auto remedies = this->remedies("two", shorter);
  EXPECT_TRUE(eventually([&] { return server().scalar("SELECT count(*) FROM pgmedic.action") == "1"; }));
  EXPECT_EQ(
      server().scalar(
          "SELECT count(*) FROM pgmedic.action_event AS e WHERE NOT EXISTS (SELECT FROM pgmedic.action AS a WHERE a.id = e.action_id)"),
      "0");
}

}  // namespace
}  // namespace pgmedic
