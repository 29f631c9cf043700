#include <gtest/gtest.h>

#include "unit/metrics/fixtures.h"

namespace pgmedic {
namespace {

using fixtures::collector;
using fixtures::column;
using fixtures::family;
using fixtures::faults_of;
using fixtures::options;
using fixtures::text_of;

Collector limited(std::size_t series, bool descending) {
  Collector made = collector(
      {"a"}, {family("pg_x", MetricType::kGauge, {"a"}, {column("x")}), family("pg_y", MetricType::kGauge, {"a"}, {column("y")})});
  made.limit = SeriesLimit{series, "rank", descending};
  return made;
}

TableRows ranked() {
  return TableRows({"a", "x", "y", "rank"},
                   {{"r9", "1", "1", "9"}, {"r10", "2", "2", "10"}, {"none", "3", "3", std::nullopt}, {"r2", "4", "4", "2"}});
}

TEST(SeriesLimit, KeepsTheFirstRowsInNumericOrderAsTheQueryGaveThem) {
  const MappedRows mapped = map_rows(limited(4, true), ranked(), options());
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"r9\"} 1\npg_x{a=\"r10\"} 2\npg_y{a=\"r9\"} 1\npg_y{a=\"r10\"} 2\n");
  EXPECT_EQ(mapped.dropped_series, 4U);
  EXPECT_EQ(mapped.dropped_by_max_series, 0U);
  EXPECT_TRUE(mapped.faults.empty());
}

TEST(SeriesLimit, AscendingKeepsTheSmallest) {
  const MappedRows mapped = map_rows(limited(2, false), ranked(), options());
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"r2\"} 4\npg_y{a=\"r2\"} 4\n");
  EXPECT_EQ(mapped.dropped_series, 6U);
}

TEST(SeriesLimit, CountsOnlyRealSeriesAndKeepsRowsWhole) {
  const TableRows rows({"a", "x", "y", "rank"},
                       {{"p", "1", std::nullopt, "5"}, {"q", "2", "2", "4"}, {"r", "3", "3", "3"}, {"s", "4", std::nullopt, "2"}});
  const MappedRows mapped = map_rows(limited(4, true), rows, options());
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"p\"} 1\npg_x{a=\"q\"} 2\npg_y{a=\"q\"} 2\n");
  EXPECT_EQ(mapped.dropped_series, 3U);
}

TEST(SeriesLimit, TheTargetsLimitCutsTooAndIsCountedApart) {
  MappingOptions tight = options();
  tight.max_series = 3;
  const MappedRows mapped = map_rows(limited(4, true), ranked(), tight);
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"r10\"} 2\npg_y{a=\"r10\"} 2\n");
  EXPECT_EQ(mapped.dropped_series, 6U);
  EXPECT_EQ(mapped.dropped_by_max_series, 2U);
}

TEST(SeriesLimit, NothingLeftMeansNothingServedAndEverythingCounted) {
  Collector free = limited(0, true);
  free.limit.reset();
  MappingOptions nothing = options();
  nothing.max_series = 0;
  const MappedRows mapped = map_rows(free, TableRows({"a", "x", "y"}, {{"1", "1", "1"}}), nothing);
  EXPECT_EQ(mapped.part.series, 0U);
  EXPECT_EQ(mapped.dropped_by_max_series, 2U);
}

TEST(SeriesLimit, AMissingOrderColumnIsAFaultAndTheLimitStillHolds) {
  const MappedRows mapped = map_rows(limited(2, true), TableRows({"a", "x", "y"}, {{"1", "1", "1"}, {"2", "2", "2"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"1\"} 1\npg_y{a=\"1\"} 1\n");
  EXPECT_EQ(faults_of(mapped, MappingFault::Kind::kMissingColumn), 1U);
}

}  // namespace
}  // namespace pgmedic
