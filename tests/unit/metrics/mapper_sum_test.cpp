// Families that add up rows: a table from its indexes.
#include <gtest/gtest.h>

#include "fixtures.h"

namespace pgmedic {
namespace {

using namespace fixtures;  // NOLINT(google-build-using-namespace)

Collector tables_and_indexes() {
  MetricFamily table = family("pg_table_scans", MetricType::kCounter, {"table"}, {column("scans")});
  table.sum = true;
  return collector({"table", "index"}, {table, family("pg_index_scans", MetricType::kCounter, {"table", "index"}, {column("scans")})});
}

TableRows rows() {
  return TableRows({"table", "index", "scans"},
                   {{"t", "i", "3"}, {"t", "j", "4"}, {"u", "k", "5"}, {"t", std::nullopt, "10"}, {"v", std::nullopt, "0"}});
}

TEST(SumFamilies, AddUpTheRowsWithTheSameLabels) {
  const MappedRows mapped = map_rows(tables_and_indexes(), rows(), options());
  EXPECT_EQ(text_of(mapped.part),
            "pg_index_scans{table=\"t\",index=\"i\"} 3\npg_index_scans{table=\"t\",index=\"j\"} 4\n"
            "pg_index_scans{table=\"u\",index=\"k\"} 5\n"
            "pg_table_scans{table=\"u\"} 5\npg_table_scans{table=\"v\"} 0\npg_table_scans{table=\"t\"} 17\n");
  EXPECT_TRUE(mapped.faults.empty());
  EXPECT_EQ(mapped.part.series, 6U);
}

TEST(SumFamilies, AreLeftOutWhenALimitCutsRows) {
  MappingOptions tight = options();
  tight.max_series = 2;
  const MappedRows mapped = map_rows(tables_and_indexes(), rows(), tight);
  EXPECT_EQ(text_of(mapped.part).find("pg_table_scans"), std::string::npos);
  EXPECT_EQ(mapped.dropped_by_max_series, 2U);  // an index, and the sum of the table whose rows are left
}

TEST(SumFamilies, CountAgainstALimitOnceForEachGroup) {
  MappingOptions exact = options();
  exact.max_series = 6;
  EXPECT_EQ(map_rows(tables_and_indexes(), rows(), exact).dropped_series, 0U);
  exact.max_series = 5;
  const MappedRows mapped = map_rows(tables_and_indexes(), rows(), exact);
  EXPECT_EQ(mapped.part.series, 3U);  // all of the indexes, none of the tables
  EXPECT_EQ(mapped.dropped_by_max_series, 3U);
}

}  // namespace
}  // namespace pgmedic
