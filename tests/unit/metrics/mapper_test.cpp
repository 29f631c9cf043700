#include "metrics/mapper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/metrics/fixtures.h"

namespace pgmedic {
namespace {

using fixtures::collector;
using fixtures::column;
using fixtures::family;
using fixtures::options;
using fixtures::text_of;
using testing::IsEmpty;

TEST(MapRows, MakesAFamilyOfEachMetricAscendingByName) {
  const Collector tables =
      collector({"datname", "relname"}, {
                                            family("pg_z_scans", MetricType::kCounter, {"datname", "relname"}, {column("scans")}),
                                            family("pg_a_bytes", MetricType::kGauge, {"datname", "relname"}, {column("bytes")}),
                                        });
  const TableRows rows({"relname", "datname", "scans", "bytes"}, {{"t1", "app", "5", "8192"}, {"t2", "app", "0.5", "NaN"}});
  const MappedRows mapped = map_rows(tables, rows, options());
  EXPECT_EQ(text_of(mapped.part),
            "pg_a_bytes{datname=\"app\",relname=\"t1\"} 8192\n"
            "pg_a_bytes{datname=\"app\",relname=\"t2\"} NaN\n"
            "pg_z_scans{datname=\"app\",relname=\"t1\"} 5\n"
            "pg_z_scans{datname=\"app\",relname=\"t2\"} 0.5\n");
  EXPECT_EQ(mapped.part.series, 4U);
  ASSERT_EQ(mapped.part.families.size(), 2U);
  EXPECT_EQ(mapped.part.families[1].name, "pg_z_scans");
  EXPECT_EQ(mapped.part.families[1].type, MetricType::kCounter);
  EXPECT_EQ(mapped.part.families[1].help, "Help of pg_z_scans.");
  EXPECT_EQ(mapped.part.families[1].samples, 2U);
  EXPECT_THAT(mapped.faults, IsEmpty());
  EXPECT_EQ(mapped.dropped_series, 0U);
}

TEST(MapRows, WithoutLabelsWritesNameAndValue) {
  const MappedRows mapped =
      map_rows(collector({}, {family("pg_x", MetricType::kGauge, {}, {column("x")})}), TableRows({"x"}, {{"1"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_x 1\n");
}

TEST(MapRows, NullValueGivesNoSampleAndFamiliesWithoutSamplesAreLeftOut) {
  const Collector some = collector(
      {"a"}, {family("pg_x", MetricType::kGauge, {"a"}, {column("x")}), family("pg_y", MetricType::kGauge, {"a"}, {column("y")})});
  const TableRows rows({"a", "x", "y"}, {{"1", std::nullopt, std::nullopt}, {"2", "7", std::nullopt}});
  const MappedRows mapped = map_rows(some, rows, options());
  EXPECT_EQ(text_of(mapped.part), "pg_x{a=\"2\"} 7\n");
  EXPECT_EQ(mapped.part.families.size(), 1U);
  EXPECT_THAT(mapped.faults, IsEmpty());
}

TEST(MapRows, PutsExtraLabelsFirstAndConstantLabelsLast) {
  const Collector sizes = collector({"relname"}, {family("pg_size", MetricType::kGauge, {"relname"},
                                                         {column("heap", {{"fork", "heap"}}), column("toast", {{"fork", "toast"}})})});
  MappingOptions with_labels = options();
  with_labels.extra_labels = {{"pgbouncer", "fr\"ont"}};
  const MappedRows mapped = map_rows(sizes, TableRows({"relname", "heap", "toast"}, {{"t", "1", "2"}}), with_labels);
  EXPECT_EQ(text_of(mapped.part),
            "pg_size{pgbouncer=\"fr\\\"ont\",relname=\"t\",fork=\"heap\"} 1\n"
            "pg_size{pgbouncer=\"fr\\\"ont\",relname=\"t\",fork=\"toast\"} 2\n");
}

TEST(MapRows, ConstantAndExtraLabelsStandAlone) {
  const Collector only_constant = collector({}, {family("pg_x", MetricType::kGauge, {}, {column("x", {{"kind", "a"}})})});
  EXPECT_EQ(text_of(map_rows(only_constant, TableRows({"x"}, {{"1"}}), options()).part), "pg_x{kind=\"a\"} 1\n");
  MappingOptions with_labels = options();
  with_labels.extra_labels = {{"env", "prod"}};
  const Collector plain = collector({}, {family("pg_x", MetricType::kGauge, {}, {column("x")})});
  EXPECT_EQ(text_of(map_rows(plain, TableRows({"x"}, {{"1"}}), with_labels).part), "pg_x{env=\"prod\"} 1\n");
}

TEST(MapRows, SurvivesHostileNames) {
  const Collector names = collector({"n"}, {family("pg_x", MetricType::kGauge, {"n"}, {column("x")})});
  const TableRows rows({"n", "x"}, {{"a\"b\\c\nd", "1"}, {"\xFF", "2"}, {"\xF0\x9F\x90\x98", "3"}, {"", "4"}});
  EXPECT_EQ(text_of(map_rows(names, rows, options()).part),
            "pg_x{n=\"a\\\"b\\\\c\\nd\"} 1\n"
            "pg_x{n=\"\xEF\xBF\xBD\"} 2\n"
            "pg_x{n=\"\xF0\x9F\x90\x98\"} 3\n"
            "pg_x{n=\"\"} 4\n");
}

TEST(MapRows, RowsOfSeveralKindsFeedTheFamiliesWhoseLabelsTheyHave) {
  const Collector kinds = collector({"datname", "mode"}, {
                                                             family("pg_locks", MetricType::kGauge, {"datname", "mode"}, {column("locks")}),
                                                             family("pg_waiting", MetricType::kGauge, {"datname"}, {column("waiting")}),
                                                         });
  const TableRows rows({"datname", "mode", "locks", "waiting"}, {
                                                                    {"app", "share", "3", std::nullopt},
                                                                    {"app", "exclusive", "1", std::nullopt},
                                                                    {"app", std::nullopt, std::nullopt, "2"},
                                                                    {std::nullopt, std::nullopt, "9", "9"},
                                                                });
  const MappedRows mapped = map_rows(kinds, rows, options());
  EXPECT_EQ(text_of(mapped.part),
            "pg_locks{datname=\"app\",mode=\"share\"} 3\n"
            "pg_locks{datname=\"app\",mode=\"exclusive\"} 1\n"
            "pg_waiting{datname=\"app\"} 2\n");
  EXPECT_THAT(mapped.faults, IsEmpty());
}

TEST(MapRows, TakesTheColumnsOfTheServersMajor) {
  MetricColumn from_16 = column("y");
  from_16.server = {16, 0};
  MetricColumn until_15 = column("z");
  until_15.server = {0, 15};
  const Collector versions =
      collector({}, {family("pg_x", MetricType::kGauge, {}, {column("x")}), family("pg_y", MetricType::kGauge, {}, {from_16}),
                     family("pg_z", MetricType::kGauge, {}, {until_15})});
  const MappedRows old = map_rows(versions, TableRows({"x", "z"}, {{"1", "3"}}), options(15));
  EXPECT_EQ(text_of(old.part), "pg_x 1\npg_z 3\n");
  EXPECT_THAT(old.faults, IsEmpty());
  const MappedRows all_columns = map_rows(versions, TableRows({"x", "y", "z"}, {{"1", "2", "3"}}), options(16));
  EXPECT_EQ(text_of(all_columns.part), "pg_x 1\npg_y 2\n");
  EXPECT_THAT(all_columns.faults, IsEmpty());
}

TEST(MapRows, NoRowsGiveAnEmptyPart) {
  const MappedRows mapped =
      map_rows(collector({"a"}, {family("pg_x", MetricType::kGauge, {"a"}, {column("x")})}), TableRows({"a", "x"}, {}), options());
  EXPECT_THAT(mapped.part.families, IsEmpty());
  EXPECT_EQ(mapped.part.series, 0U);
  EXPECT_THAT(mapped.faults, IsEmpty());
}

}  // namespace
}  // namespace pgmedic
