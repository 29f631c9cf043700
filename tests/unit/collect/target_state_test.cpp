// What the threads of a target share, without the threads.
#include "collect/target_state.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "catalog_of.h"
#include "fakes.h"
#include "support/recording_log.h"

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
  std::ptrdiff_t logged(const std::string& text) const {
    const std::vector<std::string> lines = log_.lines();
    return std::count_if(lines.begin(), lines.end(), [&](const std::string& line) { return line.find(text) != std::string::npos; });
  }
  bool refuse(const JobPtr& job) { return state_.database_down(job->database.empty() ? "postgres" : job->database, job, error_); }

  const Error error_{ErrorCode::kUnavailable, "not accepting connections"};
  test::ManualClock clock_;
  support::RecordingLog log_;
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

TEST_F(TargetStateTest, EachDatabaseHasItsOwnError) {
  state_.server_up(FakeServer::default_facts());
  state_.set_databases({"a", "b"});
  const JobPtr job = next();
  ASSERT_EQ(name(job), "tables@a");
  EXPECT_FALSE(refuse(job));
  state_.database_up("b");
  using Errors = std::map<std::string, std::string>;
  EXPECT_EQ(state_.status().database_errors, (Errors{{"a", "not accepting connections"}}));
  state_.database_up("a");
  EXPECT_EQ(state_.status().database_errors, Errors());
}

TEST_F(TargetStateTest, AClosedDatabaseIsLeftAloneUntilItIsOpened) {
  state_.server_up(FakeServer::default_facts());
  state_.set_databases({"a", "b"}, {{"a", "no privilege"}});
  const JobPtr job = next();
  ASSERT_EQ(name(job), "tables@b");
  state_.database_up("b");
  state_.succeeded(job, clock_.steady_now(), {});
  state_.server_down(error_);
  state_.server_up(FakeServer::default_facts());  // what was down is tried again then, but this is not
  state_.set_databases({"a", "b"}, {{"a", "no privilege"}});
  clock_.advance(std::chrono::minutes(2));
  EXPECT_EQ(name(next()), "tables@b");
  EXPECT_FALSE(state_.status().databases_up.at("a"));
  state_.set_databases({"a", "b"});
  state_.succeeded(job, clock_.steady_now(), {});
  EXPECT_EQ(name(next()), "tables@a");
}

TEST_F(TargetStateTest, SaysOnceThatADatabaseIsClosedOrThatNoneIsLeft) {
  state_.server_up(FakeServer::default_facts());
  for (int look = 0; look < 3; ++look) {
    state_.set_databases({"a", "b"}, {{"a", "no privilege"}});
  }
  EXPECT_EQ(logged("database cannot be reached target=default database=a error=no privilege"), 1);
  EXPECT_EQ(logged("there is no database to visit"), 0);
  for (int look = 0; look < 3; ++look) {
    state_.set_databases({});
  }
  EXPECT_EQ(logged("there is no database to visit"), 1);
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

TEST_F(TargetStateTest, WhatFailedWithItsDatabaseIsDueWhenThatIsBack) {
  state_.server_up(FakeServer::default_facts());
  state_.set_databases({"postgres"});
  const JobPtr tables = next();
  ASSERT_EQ(name(tables), "tables@postgres");
  state_.database_up("postgres");
  state_.succeeded(tables, clock_.steady_now(), {});
  const JobPtr sizes = next();
  ASSERT_EQ(name(sizes), "sizes@");
  state_.succeeded(sizes, clock_.steady_now(), {});
  clock_.advance(std::chrono::minutes(1));
  ASSERT_EQ(name(next()), "tables@postgres");
  refuse(tables);
  EXPECT_TRUE(sizes->status.failing);
  clock_.advance(std::chrono::seconds(3));
  state_.database_up("postgres");
  state_.succeeded(tables, clock_.steady_now(), {});
  EXPECT_EQ(name(next()), "sizes@") << "long before its interval is over";
}

TEST_F(TargetStateTest, AnotherServerIsAskedForEverything) {
  ServerFacts facts = FakeServer::default_facts();
  facts.server_life = "1";
  state_.server_up(facts);
  state_.set_databases({"a"});
  for (JobPtr job = next(); job != nullptr; job = next()) {
    state_.succeeded(job, clock_.steady_now(), {});
  }
  const std::uint64_t roles = state_.roles_seen();
  state_.server_up(facts);
  EXPECT_EQ(name(next()), "none");
  facts.server_life = "2";
  state_.server_up(facts);
  EXPECT_EQ(name(next()), "tables@a");
  EXPECT_NE(state_.roles_seen(), roles);
  facts.server_life.clear();
  const std::uint64_t known = state_.roles_seen();
  state_.server_up(facts);
  EXPECT_EQ(state_.roles_seen(), known) << "behind a pooler nobody knows";
}

TEST_F(TargetStateTest, WhatTheOldAddressSaidIsDroppedWithIt) {
  state_.connected_to("fake:5432");
  state_.server_up(FakeServer::default_facts());
  state_.set_databases({"a"});
  const JobPtr job = next();
  state_.succeeded(job, clock_.steady_now(), {});
  ASSERT_EQ(state_.store().keys().size(), 1U);
  state_.connected_to("fake:5432");
  EXPECT_EQ(state_.store().keys().size(), 1U);
  state_.connected_to("elsewhere:5432");
  EXPECT_EQ(state_.store().keys().size(), 0U);
  EXPECT_EQ(state_.status().server, "elsewhere:5432");
  EXPECT_EQ(job->next_due, clock_.steady_now());
}

TEST_F(TargetStateTest, WasAskedOnceAndForAll) {
  EXPECT_FALSE(state_.all_asked());
  state_.server_up(FakeServer::default_facts());
  state_.set_databases({"a"});
  for (JobPtr job = next(); job != nullptr; job = next()) {
    EXPECT_FALSE(state_.all_asked());
    state_.succeeded(job, clock_.steady_now(), {});
  }
  EXPECT_TRUE(state_.all_asked());
  state_.set_databases({"a", "new"});
  EXPECT_TRUE(state_.all_asked()) << "a new database is no reason to be taken out of service";
}

}  // namespace
}  // namespace pgmedic
