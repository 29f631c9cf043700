#include "collect/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "catalog_of.h"
#include "fakes.h"

namespace pgmedic {
namespace {

using test::catalog_of;
const SteadyTime kStart{std::chrono::hours(1)};
const auto kAny = [](const Job& /*job*/) { return true; };

class ScheduleTest : public ::testing::Test {
 protected:
  ScheduleTest()
      : catalog_(catalog_of({{"activity", "cluster", "fast"},
                             {"sizes", "cluster", "slow"},
                             {"tables", "database", "fast"},
                             {"bloat", "database", "slow"},
                             {"pools", "pgbouncer", "fast"}})) {}

  Schedule make(const std::vector<std::string>& pgbouncers = {}) { return {catalog_, settings_, pgbouncers, kStart}; }
  static std::string name(const JobPtr& job) { return job ? job->collector->name + "@" + job->database : "none"; }

  Catalog catalog_;
  CollectSettings settings_;
};

TEST_F(ScheduleTest, GivesTheSteadySessionOnlyTheFastJobsOfTheCluster) {
  Schedule schedule = make();
  const JobPtr job = schedule.next(Runner::kSteady, "", kStart, "", kAny);
  EXPECT_EQ(name(job), "activity@");
  schedule.finish(*job, kStart, 0.001);
  EXPECT_EQ(name(schedule.next(Runner::kSteady, "", kStart, "", kAny)), "none");
  EXPECT_EQ(schedule.next_due(Runner::kSteady, ""), kStart + std::chrono::seconds(15));
}

TEST_F(ScheduleTest, RoamsFastBeforeSlowAndStaysWhereItIs) {
  Schedule schedule = make();
  schedule.set_databases({"a", "b"}, kStart);
  const JobPtr first = schedule.next(Runner::kRoaming, "", kStart, "b", kAny);
  EXPECT_EQ(name(first), "tables@b");
  schedule.finish(*first, kStart, 0.001);
  const JobPtr second = schedule.next(Runner::kRoaming, "", kStart, "b", kAny);
  EXPECT_EQ(name(second), "tables@a");
  schedule.finish(*second, kStart, 0.001);
  EXPECT_EQ(name(schedule.next(Runner::kRoaming, "", kStart, "b", kAny)), "bloat@b");
}

TEST_F(ScheduleTest, DoesNotStarveASlowJobForEver) {
  Schedule schedule = make();
  schedule.set_databases({"a"}, kStart);
  const SteadyTime late = kStart + std::chrono::hours(1);
  for (const JobPtr& job : schedule.jobs()) {
    if (job->collector->name == "tables") {
      job->next_due = late;
    }
    if (job->collector->name == "sizes") {
      schedule.finish(*job, late, 0.001);
    }
  }
  EXPECT_EQ(name(schedule.next(Runner::kRoaming, "", late, "a", kAny)), "bloat@a");
}

TEST_F(ScheduleTest, StretchesWhatCostsTooMuchOverAllDatabasesAndComesBackAtOnce) {
  Schedule schedule = make();
  schedule.set_databases({"a", "b"}, kStart);
  std::vector<JobPtr> tables;
  for (const JobPtr& job : schedule.jobs()) {
    if (job->collector->name == "tables") {
      tables.push_back(job);
    }
  }
  schedule.finish(*tables[0], kStart, 1.2);  // 2 % of a minute: just fits
  EXPECT_EQ(tables[0]->status.effective_interval, std::chrono::minutes(1));
  schedule.finish(*tables[1], kStart, 1.2);
  EXPECT_EQ(tables[0]->status.effective_interval, std::chrono::minutes(2));
  EXPECT_EQ(tables[1]->next_due, kStart + std::chrono::minutes(2));
  schedule.finish(*tables[0], kStart, 0.001);
  schedule.finish(*tables[1], kStart, 0.001);
  EXPECT_EQ(tables[1]->status.effective_interval, std::chrono::minutes(1));
}

TEST_F(ScheduleTest, DoesNotCountTheTimeOfAServerThatNeverAnswered) {
  Schedule schedule = make();
  const JobPtr job = schedule.next(Runner::kSteady, "", kStart, "", kAny);
  schedule.finish(*job, kStart, std::nullopt);
  EXPECT_EQ(job->status.effective_interval, std::chrono::seconds(15));
}

TEST_F(ScheduleTest, FollowsDatabasesThatComeAndGo) {
  Schedule schedule = make();
  EXPECT_TRUE(schedule.set_databases({"a", "b"}, kStart).empty());
  const auto gone = schedule.set_databases({"b", "c"}, kStart);
  ASSERT_EQ(gone.size(), 2U);
  EXPECT_EQ(gone[0]->database, "a");
  EXPECT_TRUE(gone[0]->removed);
  std::set<std::string> visited;
  for (const JobPtr& job : schedule.jobs()) {
    visited.insert(job->database);
  }
  EXPECT_EQ(visited, (std::set<std::string>{"", "b", "c"}));
}

TEST_F(ScheduleTest, KeepsConsolesApart) {
  Schedule schedule = make({"front", "back"});
  EXPECT_EQ(name(schedule.next(Runner::kConsole, "back", kStart, "", kAny)), "pools@back");
  EXPECT_EQ(name(schedule.next(Runner::kConsole, "other", kStart, "", kAny)), "none");
}

TEST_F(ScheduleTest, RetriesWhatFailedOrWasNeverAskedAtOnce) {
  Schedule schedule = make();
  const JobPtr job = schedule.next(Runner::kSteady, "", kStart, "", kAny);
  schedule.finish(*job, kStart, 0.001);
  job->asked = true;
  schedule.retry_now(Runner::kSteady, "", kStart);
  EXPECT_EQ(name(schedule.next(Runner::kSteady, "", kStart, "", kAny)), "none");
  job->status.failing = true;
  schedule.retry_now(Runner::kSteady, "", kStart);
  EXPECT_EQ(name(schedule.next(Runner::kSteady, "", kStart, "", kAny)), "activity@");
}

TEST_F(ScheduleTest, RetriesAFailureSoonerThanItsIntervalWhereThatIsCheap) {
  settings_.slow_interval = std::chrono::minutes(15);
  Schedule schedule = make();
  const auto sizes =
      std::find_if(schedule.jobs().begin(), schedule.jobs().end(), [](const JobPtr& job) { return job->collector->name == "sizes"; });
  ASSERT_NE(sizes, schedule.jobs().end());
  schedule.finish(**sizes, kStart, 0.5);
  Schedule::retry_soon(**sizes, kStart, 0.5);
  EXPECT_EQ((*sizes)->next_due, kStart + std::chrono::minutes(1));
  schedule.finish(**sizes, kStart, 6);
  Schedule::retry_soon(**sizes, kStart, 6);
  EXPECT_EQ((*sizes)->next_due, kStart + std::chrono::minutes(5)) << "2 % of the time, at most";
  schedule.finish(**sizes, kStart, 60);
  const SteadyTime stretched = (*sizes)->next_due;
  Schedule::retry_soon(**sizes, kStart, 60);
  EXPECT_EQ((*sizes)->next_due, stretched);
}

TEST_F(ScheduleTest, HonoursOverridesAndSwitches) {
  settings_.overrides["activity"] = CollectorOverride{std::chrono::seconds(5), std::chrono::milliseconds(300)};
  settings_.disabled = {"tables"};
  Schedule schedule = make();
  schedule.set_databases({"a"}, kStart);
  const JobPtr job = schedule.next(Runner::kSteady, "", kStart, "", kAny);
  EXPECT_EQ(job->status.interval, std::chrono::seconds(5));
  EXPECT_EQ(job->timeout, std::chrono::milliseconds(300));
  ASSERT_EQ(schedule.disabled().size(), 1U);
  EXPECT_EQ(schedule.disabled()[0].collector, "tables");
  EXPECT_EQ(schedule.disabled()[0].unsupported_reason, "disabled");
}

}  // namespace
}  // namespace pgmedic
