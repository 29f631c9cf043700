// Remedies on real servers, from a nomination to its end.
#include <gmock/gmock.h>

#include <fstream>

#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;
using testing::StartsWith;

class RemediesTest : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
  }
};

TEST_F(RemediesTest, RebuildsABloatedIndexAndProvesIt) {
  make_bloat();
  const std::string oid = index_oid();
  const double bytes = std::stod(ground().shop_value("SELECT pg_relation_size('app.orders_v')"));
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(path(id), "approved queued starting running verifying succeeded");
  EXPECT_EQ(journal("statement", id), "REINDEX INDEX CONCURRENTLY app.orders_v");
  EXPECT_EQ(journal("index_oid", id), oid);
  EXPECT_NE(index_oid(), oid);
  EXPECT_LT(std::stod(ground().shop_value("SELECT pg_relation_size('app.orders_v')")), bytes / 2);
  EXPECT_EQ(std::stod(journal("before ->> 'bytes'", id)), bytes);
  EXPECT_NE(journal("verify_at", id), "");
  EXPECT_EQ(journal("attempts", id), "1");
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.baseline WHERE index = 'orders_v'"), "1");
  // The same again is not taken up, and leaves the index alone.
  EXPECT_EQ(remedies->nominate({reindex()}).at(0).fate, NominationFate::kDuplicate);
  expect_no_mess();
}

TEST_F(RemediesTest, LeavesAHealthyIndexAlone) {
  make_bloat();
  const std::string oid = ground().shop_value("SELECT 'app.orders_dense'::regclass::oid");
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex("orders_dense"));
  ASSERT_TRUE(becomes(id, "superseded")) << story(id);
  EXPECT_EQ(ground().shop_value("SELECT 'app.orders_dense'::regclass::oid"), oid);
}

TEST_F(RemediesTest, RefusesWhatDoesNotExist) {
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex("no'such\"index"));
  ASSERT_TRUE(becomes(id, "refused")) << story(id);
  Nomination elsewhere = reindex();
  elsewhere.object.database = "nowhere";
  const std::string other = nominate(*remedies, elsewhere);
  ASSERT_TRUE(becomes(other, "refused")) << story(other);
  EXPECT_THAT(journal("reason", other), HasSubstr("database \"nowhere\" does not exist"));
}

TEST_F(RemediesTest, AnalyzesAndVacuums) {
  make_bloat();
  churn();
  const auto remedies = this->remedies("one", policy());
  const std::string analyze = nominate(*remedies, on_table(Remedy::kAnalyze));
  ASSERT_TRUE(becomes(analyze, "succeeded")) << story(analyze);
  EXPECT_THAT(journal("statement", analyze), StartsWith("ANALYZE"));
  const std::string vacuum = nominate(*remedies, on_table(Remedy::kVacuum));
  ASSERT_TRUE(becomes(vacuum, "succeeded")) << story(vacuum);
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.action_event WHERE event = 'launch'"), "2");
  expect_no_mess();
}

// Autovacuum keeps the partitions fresh, and so hides that nobody ever looked at all of them together.
TEST_F(RemediesTest, AnalyzesAPartitionedTableWhosePartitionsAreFresh) {
  ground().shop("CREATE TABLE app.parts (i integer) PARTITION BY RANGE (i)");
  ground().shop("CREATE TABLE app.part PARTITION OF app.parts DEFAULT");
  ground().shop("INSERT INTO app.parts SELECT generate_series(1, 5000)");
  ground().shop("ANALYZE app.part");
  ASSERT_TRUE(
      eventually([&] { return ground().shop_value("SELECT n_mod_since_analyze FROM pg_stat_user_tables WHERE relname = 'part'") == "0"; }));
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, on_table(Remedy::kAnalyze, "parts"));
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(RemediesTest, AWrongClockOfOursDoesNotSpoilTheVerdict) {
  clock_.ahead = 2h;
  make_bloat();
  churn();
  const auto remedies = this->remedies("one", policy());
  const std::string analyze = nominate(*remedies, on_table(Remedy::kAnalyze));
  ASSERT_TRUE(becomes(analyze, "succeeded")) << story(analyze);
  const std::string vacuum = nominate(*remedies, on_table(Remedy::kVacuum));
  ASSERT_TRUE(becomes(vacuum, "succeeded")) << story(vacuum);
  expect_no_mess();
}

TEST_F(RemediesTest, OnlyProposesWhereTheModeSaysSo) {
  make_bloat();
  const auto remedies = this->remedies("one", policy(Mode::kPropose));
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return !journal("statement", id).empty(); })) << story(id);
  EXPECT_EQ(state(id), "proposed");
  EXPECT_FALSE(remedies->approve(id, "alice").ok());
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.action_event WHERE event = 'launch'"), "0");
}

TEST_F(RemediesTest, WaitsForAPersonWhereTheModeSaysSo) {
  make_bloat();
  const auto remedies = this->remedies("one", policy(Mode::kApprove));
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("approval") == 0; })) << story(id);
  EXPECT_EQ(state(id), "proposed");
  ASSERT_TRUE(remedies->approve(id, "alice").ok());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(journal("approved_by", id), "alice");
  EXPECT_FALSE(remedies->reject(id, "alice").ok());
  EXPECT_FALSE(remedies->approve("no such thing", "alice").ok());
}

TEST_F(RemediesTest, UniqueIndexesWaitForAPersonEvenInModeAuto) {
  make_bloat();
  ground().shop("DROP INDEX app.orders_v; CREATE UNIQUE INDEX orders_v ON app.orders (v); DELETE FROM app.orders WHERE id % 2 = 0");
  ground().shop_client().execute("VACUUM app.orders");
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("approval") == 0; })) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("unique"));
  EXPECT_EQ(state(id), "proposed");
}

TEST_F(RemediesTest, NothingStartsWhilePausedOrKilled) {
  make_bloat();
  const auto remedies = this->remedies("one", policy());
  ASSERT_TRUE(eventually([&] { return remedies->pause("", "bob").ok(); }));
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "approved")) << story(id);
  EXPECT_TRUE(eventually([&] { return remedies->status("main")->paused; }));
  EXPECT_EQ(remedies->status("main")->paused_by, "bob");
  std::ofstream(directory_.path() / "stop") << "";
  ASSERT_TRUE(remedies->resume("main", "bob").ok());
  EXPECT_TRUE(eventually([&] { return remedies->status("main")->killed; }));
  EXPECT_EQ(state(id), "approved");
  std::filesystem::remove(directory_.path() / "stop");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
}

TEST_F(RemediesTest, ResolvedAlertsTakeBackWhatHasNotBegun) {
  make_bloat();
  const auto remedies = this->remedies("one", policy(Mode::kApprove));
  Nomination alert = reindex();
  alert.trigger = kByAlert;
  const std::string id = nominate(*remedies, alert);
  const std::string other = nominate(*remedies, reindex("orders_dense"));
  EXPECT_TRUE(remedies->withdraw({alert, reindex("orders_dense")}).ok());
  EXPECT_EQ(state(id), "superseded");
  EXPECT_NE(journal("reason", other), "the alert has resolved");
}

TEST_F(RemediesTest, TellsWhatItWouldDo) {
  make_bloat();
  const auto remedies = this->remedies("one", policy(Mode::kPropose));
  nominate(*remedies, reindex());
  const Result<std::vector<PlannedAction>> plan = remedies->plan("main", {});
  ASSERT_TRUE(plan.ok()) << plan.error().text();
  ASSERT_EQ(plan.value().size(), 1U);
  EXPECT_EQ(plan.value()[0].sql, "REINDEX INDEX CONCURRENTLY app.orders_v");
  EXPECT_GT(plan.value()[0].guards.size(), 10U);
  EXPECT_THAT(plan.value()[0].decision, HasSubstr("propose"));
  const Result<PlannedAction> dense = remedies->explain(reindex("orders_dense"));
  ASSERT_TRUE(dense.ok());
  EXPECT_THAT(dense.value().decision, StartsWith("nothing"));
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.action"), "1");
}

TEST_F(RemediesTest, ATargetThatOnlyObservesHasNoSession) {
  const auto remedies = this->remedies("one", policy(Mode::kObserve));
  EXPECT_TRUE(remedies->targets().empty());
  EXPECT_EQ(remedies->nominate({reindex()}).at(0).fate, NominationFate::kNotConfigured);
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pg_stat_activity WHERE usename = 'pgmedic_maintainer'"), "0");
}

TEST_F(RemediesTest, WithoutAJournalNothingIsDone) {
  make_bloat();
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  server().execute("ALTER TABLE pgmedic.action_event RENAME TO hidden");
  EXPECT_EQ(remedies->nominate({reindex("orders_dense")}).at(0).fate, NominationFate::kUnavailable);
  EXPECT_TRUE(eventually([&] { return !remedies->status("main")->journal_ok || log_.contains("journal"); }));
  server().execute("ALTER TABLE pgmedic.hidden RENAME TO action_event");
  EXPECT_TRUE(becomes(id, "succeeded")) << story(id);
}

TEST_F(RemediesTest, TakesManyNominationsAtOnceAndNotTooMany) {
  const auto remedies = this->remedies("one", policy(Mode::kPropose));
  ASSERT_TRUE(eventually([&] { return remedies->status("main")->journal_ok; }));
  std::vector<Nomination> many;
  for (int i = 0; i < 5'000; ++i) {
    many.push_back(on_table(Remedy::kVacuum, "t" + std::to_string(i % 2'500)));
  }
  const std::vector<NominationOutcome> outcomes = remedies->nominate(many);
  ASSERT_EQ(outcomes.size(), many.size());
  EXPECT_EQ(outcomes.front().fate, NominationFate::kAccepted);
  EXPECT_EQ(outcomes[2'500].action_id, outcomes.front().action_id);
  EXPECT_EQ(outcomes[2'499].fate, NominationFate::kOverloaded);
  EXPECT_EQ(server().scalar("SELECT count(*) FROM pgmedic.action"), "2000");
}

}  // namespace
}  // namespace pgmedic
