// When a table is said to be read worse than before, and when nobody can tell.
#include "remedy/table_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pgmedic {
namespace {

using testing::HasSubstr;

// A thousand reads of one row each, nine of ten by the index that is worked on.
constexpr TableUse kBefore{10, 990, 900, 1'000};
constexpr TableUse kAfter{12, 990, 900, 3'000};

TableUse later(double seq, double index, double own, double rows) {
  return {kAfter.seq_scans + seq, kAfter.index_scans + index, kAfter.own_scans + own, kAfter.rows_read + rows};
}

TEST(TableUse, GoesThroughTheJournalAndBack) {
  Facts facts{{"bytes", "1"}};
  for (const auto& fact : facts_of(kBefore)) {
    facts.push_back(fact);
  }
  const std::optional<TableUse> again = use_of(facts);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->seq_scans, 10);
  EXPECT_EQ(again->index_scans, 990);
  EXPECT_EQ(again->own_scans, 900);
  EXPECT_EQ(again->rows_read, 1'000);
  EXPECT_FALSE(use_of({{"bytes", "1"}}));
}

TEST(TableUse, TheSameAtAnyPaceIsFine) {
  EXPECT_EQ(worse_use(kBefore, kAfter, kAfter), "");
  EXPECT_EQ(worse_use(kBefore, kAfter, later(1, 99, 90, 100)), "");
  EXPECT_EQ(worse_use(kBefore, kAfter, later(1'000, 99'000, 90'000, 100'000)), "");
}

TEST(TableUse, AnIndexThatIsNotUsedAnyMoreIsWorse) {
  EXPECT_THAT(worse_use(kBefore, kAfter, later(0, 100, 0, 100)), HasSubstr("the index is hardly used any more"));
  EXPECT_EQ(worse_use(kBefore, kAfter, later(0, 10, 0, 10)), "") << "too few reads to tell";
  EXPECT_EQ(worse_use(kBefore, kAfter, later(0, 100, 20, 100)), "") << "less is no more than less";
}

TEST(TableUse, ReadingFromEndToEndIsWorseWhenItReadsMore) {
  EXPECT_THAT(worse_use(kBefore, kAfter, later(60, 100, 60, 600'000)), HasSubstr("from end to end"));
  EXPECT_EQ(worse_use(kBefore, kAfter, later(60, 100, 60, 160)), "") << "as few rows: a small table";
  EXPECT_EQ(worse_use(kBefore, kAfter, later(19, 60, 50, 600'000)), "") << "too few to tell";
  EXPECT_EQ(worse_use(kBefore, kAfter, later(30, 300, 250, 600'000)), "") << "still rare";
}

TEST(TableUse, CountersThatBeganAnewTellNothing) {
  EXPECT_EQ(worse_use(kBefore, kAfter, {0, 500, 0, 500'000}), "");
  EXPECT_EQ(worse_use({}, {}, {100, 100, 0, 1'000'000}), "");
}

}  // namespace
}  // namespace pgmedic
