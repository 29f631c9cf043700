#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/metrics/fixtures.h"

namespace pgmedic {
namespace {

using fixtures::collector;
using fixtures::column;
using fixtures::example_of;
using fixtures::family;
using fixtures::faults_of;
using fixtures::options;
using fixtures::text_of;
using Kind = MappingFault::Kind;

Collector two_values() {
  return collector({"a"},
                   {family("pg_x", MetricType::kGauge, {"a"}, {column("x")}), family("pg_y", MetricType::kGauge, {"a"}, {column("y")})});
}

TEST(MappingFaults, MissingColumnIsNamedAndTheRestIsServed) {
  const MappedRows mapped = map_rows(two_values(), TableRows({"a", "y"}, {{"1", "2"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_y{a=\"1\"} 2\n");
  EXPECT_EQ(faults_of(mapped, Kind::kMissingColumn), 1U);
  EXPECT_EQ(example_of(mapped, Kind::kMissingColumn), "x");
}

TEST(MappingFaults, MissingLabelIsCountedOnceWhateverNeedsIt) {
  const MappedRows mapped = map_rows(two_values(), TableRows({"x", "y"}, {{"1", "2"}}), options());
  EXPECT_EQ(text_of(mapped.part), "");
  EXPECT_EQ(faults_of(mapped, Kind::kMissingColumn), 1U);
  EXPECT_EQ(example_of(mapped, Kind::kMissingColumn), "a");
}

TEST(MappingFaults, HalfADifferenceIsNotServed) {
  MetricColumn difference = column("x");
  difference.add_column = "y";
  difference.add_scale = -1;
  const Collector one = collector({"a"}, {family("pg_d", MetricType::kCounter, {"a"}, {difference})});
  const MappedRows mapped = map_rows(one, TableRows({"a", "x", "y"}, {{"1", "9", "7"}, {"2", "0", "0"}, {"3", "4", "many"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_d{a=\"1\"} 2\npg_d{a=\"2\"} 0\n");
  EXPECT_EQ(faults_of(mapped, Kind::kNotANumber), 1U);
  const MappedRows half = map_rows(one, TableRows({"a", "x"}, {{"1", "9"}}), options());
  EXPECT_EQ(text_of(half.part), "");
  EXPECT_EQ(example_of(half, Kind::kMissingColumn), "y");
}

TEST(MappingFaults, UndeclaredColumnIsNamed) {
  const MappedRows mapped = map_rows(two_values(), TableRows({"a", "x", "y", "w", "v"}, {{"1", "2", "3", "4", "5"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"1\"} 2\npg_y{a=\"1\"} 3\n");
  EXPECT_EQ(faults_of(mapped, Kind::kUndeclaredColumn), 2U);
  EXPECT_EQ(example_of(mapped, Kind::kUndeclaredColumn), "w");
}

TEST(MappingFaults, WhatIsNoNumberIsLeftOut) {
  const MappedRows mapped = map_rows(two_values(), TableRows({"a", "x", "y"}, {{"1", "t", "3"}, {"2", "f", "4"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_y{a=\"1\"} 3\npg_y{a=\"2\"} 4\n");
  EXPECT_EQ(faults_of(mapped, Kind::kNotANumber), 2U);
  EXPECT_EQ(example_of(mapped, Kind::kNotANumber), "x=t");
}

TEST(MappingFaults, OfDuplicatesTheFirstIsServed) {
  const TableRows rows({"a", "x", "y"},
                       {{"1", "10", std::nullopt}, {"2", "20", "21"}, {"1", "11", "12"}, {"1", "13", "14"}, {"2", "22", "23"}});
  const MappedRows mapped = map_rows(two_values(), rows, options());
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"1\"} 10\npg_x{a=\"2\"} 20\npg_y{a=\"2\"} 21\npg_y{a=\"1\"} 12\n");
  EXPECT_EQ(faults_of(mapped, Kind::kDuplicateSeries), 5U);
  EXPECT_EQ(example_of(mapped, Kind::kDuplicateSeries), "pg_x{a=\"1\"} ");
  EXPECT_EQ(mapped.part.series, 4U);
}

TEST(MappingFaults, CuttingLabelsMayMakeDuplicates) {
  MappingOptions narrow = options();
  narrow.label_bytes = 4;
  const MappedRows mapped = map_rows(two_values(), TableRows({"a", "x", "y"}, {{"abcde", "1", "2"}, {"abcdf", "3", "4"}}), narrow);
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"abcd\"} 1\npg_y{a=\"abcd\"} 2\n");
  EXPECT_EQ(faults_of(mapped, Kind::kDuplicateSeries), 2U);
}

TEST(MappingFaults, ManyDistinctRowsAreNoDuplicates) {
  std::vector<std::vector<TableRows::Value>> values;
  for (int i = 0; i < 20'000; ++i) {
    values.push_back({"r" + std::to_string(i), std::to_string(i), "0"});
  }
  const MappedRows mapped = map_rows(two_values(), TableRows({"a", "x", "y"}, std::move(values)), options());
  EXPECT_EQ(mapped.part.series, 40'000U);
  EXPECT_TRUE(mapped.faults.empty());
}

TEST(MappingFaults, NullLabelWithAValueIsAFault) {
  const MappedRows mapped =
      map_rows(two_values(), TableRows({"a", "x", "y"}, {{std::nullopt, "1", std::nullopt}, {"2", "3", "4"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"2\"} 3\npg_y{a=\"2\"} 4\n");
  EXPECT_EQ(faults_of(mapped, Kind::kNullLabel), 1U);
  EXPECT_EQ(example_of(mapped, Kind::kNullLabel), "a");
}

TEST(MappingFaults, ExamplesAreShortAndValid) {
  const MappedRows mapped = map_rows(two_values(), TableRows({"a", "x", "y"}, {{"1", std::string(5000, '\xFF'), "1"}}), options());
  EXPECT_LE(example_of(mapped, Kind::kNotANumber).size(), 200U);
}

TEST(MappingFaults, EachKindHasItsReason) {
  std::set<std::string> reasons;
  for (const Kind kind :
       {Kind::kMissingColumn, Kind::kUndeclaredColumn, Kind::kNotANumber, Kind::kDuplicateSeries, Kind::kNullLabel, Kind::kBadName}) {
    reasons.insert(fault_reason(kind));
  }
  EXPECT_EQ(reasons,
            (std::set<std::string>{"missing_column", "undeclared_column", "not_a_number", "duplicate_series", "null_label", "bad_name"}));
}

}  // namespace
}  // namespace pgmedic
