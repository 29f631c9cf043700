#include "web/collector_state.h"

#include <gmock/gmock.h>

#include "unit/web/sample_fleet.h"

namespace pgmedic::test {
namespace {

using namespace std::chrono_literals;

const WallTime kNow{};

CollectorStatus at(const std::string& database, WallTime time = kNow) {
  return sample_collector("tables", database, time, Scope::kDatabase);
}

TEST(CollectorState, TheWorstTruthCounts) {
  CollectorStatus status = at("a");
  EXPECT_EQ(collector_state(status), CollectorState::kOk);
  status.expired = true;
  EXPECT_EQ(collector_state(status), CollectorState::kExpired);
  status.failing = true;
  EXPECT_EQ(collector_state(status), CollectorState::kFailing);
  status.supported = false;
  EXPECT_EQ(collector_state(status), CollectorState::kUnsupported);
  CollectorStatus young = at("a");
  young.last_success.reset();
  EXPECT_EQ(collector_state(young), CollectorState::kWaiting);
}

TEST(CollectorSummary, PutsTheWorstFirst) {
  std::vector<CollectorStatus> statuses{at("new", kNow), at("old", kNow - 10s), at("bad", kNow), at("none")};
  statuses[2].failing = true;
  statuses[3].supported = false;
  statuses.push_back(sample_collector("wal", "", kNow, Scope::kCluster));
  const auto summaries = summarize_collectors(statuses);
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].collector, "tables");
  EXPECT_EQ(summaries[0].state, CollectorState::kFailing);
  EXPECT_EQ(summaries[0].failing, 1U);
  EXPECT_EQ(summaries[0].unsupported, 1U);
  EXPECT_EQ(summaries[0].places[0]->database, "bad");
  EXPECT_EQ(summaries[0].places[1]->database, "old");
  EXPECT_EQ(summaries[0].places[3]->database, "none");
  EXPECT_EQ(summaries[1].collector, "wal");
}

}  // namespace
}  // namespace pgmedic::test
