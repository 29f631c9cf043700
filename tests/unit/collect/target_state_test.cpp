// What the threads of a target share, without the threads.
#include "collect/target_state.h"

#include <gtest/gtest.h>

#include "catalog_of.h"
#include "fakes.h"

namespace pgmedic {
namespace {

using test::catalog_of;
using test::FakeServer;

class TargetStateTest : public ::testing::Test {
 protected:
  TargetStateTest()
      : state_({}, std::make_shared<const Catalog>(catalog_of({{"sizes", "cluster", "slow"}, {"tables", "database", "fast"}})),
               std::make_shared<SnapshotStore>(), std::make_shared<SelfMetrics>(), "fake:5432", nullptr, clock_, log_) {}

  JobPtr next() { return state_.take_due(Runner::kRoaming, "", ""); }
  static std::string name(const JobPtr& job) { return job ? job->collector->name + "@" + job->database : "none"; }
  bool refuse(const JobPtr& job) { return state_.database_down(job->database.empty() ? "postgres" : job->database, job, error_); }

  const Error error_{ErrorCode::kUnavailable, "not accepting connections"};
  test::ManualClock clock_;
  test::SilentLog log_;
  TargetState state_;
};

TEST_F(TargetStateTest, ADatabaseThatRefusedUsDoesNotGoBeforeWhatIsDueElsewhere) {
  state_.server_up(FakeServer::default_facts());
  state_.set_databases({"bad", "good"});
  const JobPtr bad = next();
  ASSERT_EQ(name(bad), "tables@bad");
  EXPECT_FALSE(refuse(bad));
  EXPECT_GT(bad->next_due, clock_.steady_now());
  const JobPtr good = next();
  ASSERT_EQ(name(good), "tables@good");
  state_.database_up("good");
  state_.succeeded(good, clock_.steady_now(), {});
  clock_.advance(std::chrono::milliseconds(59'500));
  EXPECT_EQ(name(next()), "tables@bad");
  EXPECT_FALSE(refuse(bad));  // due again in a second at the earliest, while the good one is due in half of one
  clock_.advance(std::chrono::seconds(3));
  EXPECT_EQ(name(next()), "tables@good");
}

TEST_F(TargetStateTest, ItIsTheServersDoingWhenNoDatabaseCanBeEntered) {
  state_.server_up(FakeServer::default_facts());
  state_.set_databases({"a", "b"});
  const JobPtr first = next();
  EXPECT_FALSE(refuse(first)) << "the other was not tried yet";
  const JobPtr second = next();
  EXPECT_TRUE(refuse(second));
  const JobPtr main = next();
  ASSERT_EQ(name(main), "sizes@") << "the main database is not among those to visit";
  state_.database_up("postgres");
  EXPECT_FALSE(refuse(first)) << "the main one lets us in";
  EXPECT_TRUE(refuse(main));
  EXPECT_EQ(name(next()), "none") << "it is left alone as well";
}

TEST_F(TargetStateTest, ADatabaseThatIsGoneLeavesNoTrace) {
  state_.server_up(FakeServer::default_facts());
  state_.set_databases({"a", "b"});
  const JobPtr job = next();
  state_.set_databases({"b"});
  EXPECT_FALSE(refuse(job));
  EXPECT_EQ(state_.status().databases_up.count("a"), 0U);
  EXPECT_EQ(name(next()), "tables@b");
}

TEST_F(TargetStateTest, CountsTheRolesThatTheServerHad) {
  ServerFacts facts = FakeServer::default_facts();
  facts.in_recovery = true;
  state_.server_up(facts);
  const std::uint64_t standby = state_.roles_seen();
  state_.server_up(facts);
  EXPECT_EQ(state_.roles_seen(), standby);
  state_.server_down(error_);
  facts.in_recovery = false;
  state_.server_up(facts);
  EXPECT_NE(state_.roles_seen(), standby) << "promoted while nobody looked";
}

}  // namespace
}  // namespace pgmedic
