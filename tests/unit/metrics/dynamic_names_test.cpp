#include "metrics/dynamic_names.h"

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

Collector settings() {
  MetricFamily plain = family("pg_settings_{name}", MetricType::kGauge, {}, {column("value")});
  plain.name_label = "name";
  plain.help = "Setting {name}.";
  MetricFamily bytes = family("pg_settings_{name}_bytes", MetricType::kGauge, {}, {column("bytes")});
  bytes.name_label = "name";
  return collector({"name"}, {plain, bytes, family("pg_settings_pending", MetricType::kGauge, {"name"}, {column("pending")})});
}

TableRows rows(std::vector<std::vector<TableRows::Value>> values) {
  return TableRows({"name", "value", "bytes", "pending"}, std::move(values));
}

TEST(DynamicNames, EachRowNamesItsFamily) {
  const MappedRows mapped = map_rows(
      settings(), rows({{"work_mem", std::nullopt, "4194304", std::nullopt}, {"auto_explain.log-x", "1", std::nullopt, std::nullopt}}),
      options());
  EXPECT_EQ(text_of(mapped.part), "pg_settings_auto_explain_log_x 1\npg_settings_work_mem_bytes 4194304\n");
  ASSERT_EQ(mapped.part.families.size(), 2U);
  EXPECT_EQ(mapped.part.families[0].help, "Setting auto_explain.log-x.");
  EXPECT_TRUE(mapped.faults.empty());
}

TEST(DynamicNames, NamesThatMeetAreDuplicates) {
  const MappedRows mapped =
      map_rows(settings(), rows({{"a.b", "1", std::nullopt, std::nullopt}, {"a_b", "2", std::nullopt, std::nullopt}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_settings_a_b 1\n");
  EXPECT_EQ(faults_of(mapped, Kind::kDuplicateSeries), 1U);
}

TEST(DynamicNames, TwoFamiliesMayMakeTheSameNameOnce) {
  const MappedRows mapped =
      map_rows(settings(), rows({{"x", std::nullopt, "1", std::nullopt}, {"x_bytes", "2", std::nullopt, std::nullopt}}), options());
  EXPECT_EQ(mapped.part.families.size(), 1U);
  EXPECT_EQ(mapped.part.series, 1U);
  EXPECT_EQ(faults_of(mapped, Kind::kDuplicateSeries), 1U);
}

TEST(DynamicNames, BadNamesAreLeftOut) {
  const MappedRows mapped =
      map_rows(settings(), rows({{"", "1", std::nullopt, std::nullopt}, {"pending", "2", std::nullopt, "7"}}), options());
  EXPECT_EQ(text_of(mapped.part), "pg_settings_pending{name=\"pending\"} 7\n");
  EXPECT_EQ(faults_of(mapped, Kind::kBadName), 2U);
  EXPECT_EQ(example_of(mapped, Kind::kBadName), "pg_settings_");
}

TEST(DynamicNames, NullNameWithAValueIsAFault) {
  const MappedRows mapped = map_rows(
      settings(), rows({{std::nullopt, "1", std::nullopt, std::nullopt}, {"a", std::nullopt, std::nullopt, std::nullopt}}), options());
  EXPECT_EQ(mapped.part.series, 0U);
  EXPECT_EQ(faults_of(mapped, Kind::kNullLabel), 1U);
}

}  // namespace
}  // namespace pgmedic
