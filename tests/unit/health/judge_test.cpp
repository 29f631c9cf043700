// Rows against a check.
#include "health/judge.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "health_fixture.h"

namespace pgmedic::testing {
namespace {

using namespace std::chrono_literals;

Judgement judged(const Catalog& catalog, const RowSet& rows, int major = 15) {
  Increases increases;
  return judge_rows(*catalog.checks().front(), *catalog.find("bloat"), rows, {"app", major, SteadyTime(1h)}, increases);
}

Judgement judged(const std::string& checks, const RowSet& rows, int major = 15) {
  return judged(catalog_with(checks), rows, major);
}

TEST(Judge, ObservesOnlyWhatIsBeyondOrNear) {
  const Judgement judgement = judged(kBloat, ratios({{"good", "0.1"}, {"near", "0.37"}, {"bad", "0.43"}, {"none", "NaN"}, {"odd", "x"}}));
  ASSERT_EQ(judgement.observations.size(), 2U);
  EXPECT_EQ(judgement.observations[0].labels[1].second, "near");
  const Observation& bad = judgement.observations[1];
  EXPECT_EQ(bad.place, "app");
  EXPECT_EQ(bad.value, 0.43);
  EXPECT_EQ(bad.labels, (std::vector<std::pair<std::string, std::string>>{{"datname", "app"}, {"indexrelname", "bad"}}));
  ASSERT_EQ(bad.evidence.size(), 2U);
  EXPECT_EQ(bad.evidence[0].value, 2048);
  EXPECT_EQ(bad.evidence[0].text, "2 kB");
  EXPECT_FALSE(bad.evidence[1].value);
  EXPECT_EQ(join_summary(bad.summary, "40 %"), "app.bad wastes 2 kB: 43 % over 40 %");
}

TEST(Judge, LeavesOutRowsWithNullsAndThoseThatAreNotMeant) {
  EXPECT_TRUE(judged(kBloat, rows_of({{"app", "i", "", std::nullopt, "2048", "1"},
                                      {"app", std::nullopt, "", "0.9", "2048", "1"},
                                      {"app", "i", "", "0.9", "99", "1"},
                                      {"app", "i", "", "0.9", std::nullopt, "1"}}))
                  .observations.empty());
}

TEST(Judge, FiltersByLabels) {
  const std::string check =
      "  Leftover: {value: bytes, at_least: {warning: 0}, where: {leftover: [new, \"\"]}, summary: \"{leftover} {stats_age}\", advice: "
      "B.}\n";
  const TableRows rows(
      {"datname", "indexrelname", "leftover", "ratio", "bytes", "stats_age"},
      {{"app", "a", "new", "1", "5", "90"}, {"app", "b", "old", "1", "5", "90"}, {"app", "c", "", "1", "0", std::nullopt}});
  const Judgement judgement = judged(check, rows);
  ASSERT_EQ(judgement.observations.size(), 2U);
  EXPECT_EQ(judgement.observations[0].summary.front(), "new 1 min 30 s");
  EXPECT_EQ(judgement.observations[1].summary.front(), " unknown");
}

TEST(Judge, DividesByAnotherColumn) {
  const std::string check = "  Full: {value: bytes, divided_by: scans, at_least: {warning: 2}, summary: A, advice: B.}\n";
  const Judgement judgement = judged(check, rows_of({{"app", "a", "", "1", "6", "3"},
                                                     {"app", "b", "", "1", "6", "4"},
                                                     {"app", "c", "", "1", "6", "0"},
                                                     {"app", "d", "", "1", "6", std::nullopt}}));
  ASSERT_EQ(judgement.observations.size(), 1U);
  EXPECT_EQ(judgement.observations[0].value, 2);
}

TEST(Judge, SaysWhyItCannot) {
  const std::string check = "  New: {value: fresh, above: {warning: 1}, summary: A, advice: B.}\n";
  EXPECT_EQ(judged(check, ratios({}), 15).reason, "unsupported");
  EXPECT_EQ(judged(check, ratios({}), 15).detail, "needs PostgreSQL 16 or newer");
  EXPECT_EQ(judged(check, ratios({}), 16).reason, "no_data");
  EXPECT_EQ(judged(check, ratios({}), 16).detail, "collector bloat gave no column fresh");
}

TEST(Judge, KeepsTheWorstAndCountsTheRest) {
  std::vector<std::pair<std::string, std::string>> indexes;
  for (std::size_t i = 0; i < limits::kObjectsPerCheck + 50; ++i) {
    indexes.emplace_back("i" + std::to_string(i), i < 50 ? "0.37" : (i < 60 ? "0.5" : "0.9"));
  }
  const Judgement judgement = judged(kBloat, ratios(indexes));
  EXPECT_EQ(judgement.observations.size(), limits::kObjectsPerCheck);
  EXPECT_EQ(judgement.cut, (std::array<std::size_t, 2>{}));  // only those that were merely near
  indexes.insert(indexes.end(), 7, {"more", "0.7"});
  EXPECT_EQ(judged(kBloat, ratios(indexes)).cut, (std::array<std::size_t, 2>{7, 0}));
}

TEST(Judge, RepairsAndCutsNames) {
  const Judgement judgement = judged(kBloat, ratios({{"bad\xff", "0.9"}, {std::string(500, 'x'), "0.9"}}));
  EXPECT_EQ(judgement.observations[0].labels[1].second, "bad\xEF\xBF\xBD");
  EXPECT_EQ(judgement.observations[1].labels[1].second.size(), limits::kLabelBytes);
}

TEST(Judge, TellsObjectsApartWhateverTheirNames) {
  EXPECT_NE(object_key({{"a", "x"}, {"b", "1:y"}}), object_key({{"a", "x1:"}, {"b", "y"}}));
}

TEST(Judge, WatchesIncreases) {
  const Catalog catalog =
      catalog_with("  Scans: {value: scans, increase: 10m, at_least: {warning: 3}, summary: \"{value}\", advice: B.}\n");
  Increases increases;
  const auto at = [&](int minute, const std::string& scans) {
    return judge_rows(*catalog.checks().front(), *catalog.find("bloat"), rows_of({{"app", "a", "", "1", "1", scans}}),
                      {"app", 15, SteadyTime(std::chrono::minutes(100 + minute))}, increases);
  };
  EXPECT_EQ(at(0, "1000").reason, "needs_history");
  EXPECT_EQ(at(4, "1000").reason, "needs_history");
  EXPECT_EQ(at(6, "1000").reason, "");
  const Judgement judgement = at(7, "1003");
  ASSERT_EQ(judgement.observations.size(), 1U);
  EXPECT_EQ(judgement.observations[0].summary.front(), "3");
  EXPECT_TRUE(at(18, "1003").observations.empty());
}

TEST(Judge, AddsUpWhatPgBouncerSplits) {
  std::vector<Diagnostic> problems;
  const Catalog catalog = Catalog::parse({{"sql/pools.sql", R"(/*---
collector: pools
help: Pools.
scope: pgbouncer
labels: [database, user]
metrics:
  p_maxwait_seconds: {column: [wait, maxwait], add: maxwait_us, add_scale: 1e-6, type: gauge, unit: seconds, help: A.}
checks:
  Waiting: {value: maxwait, above: {warning: 5s}, summary: "{value}", advice: B.}
---*/
SHOW POOLS;
)"}},
                                         problems);
  ASSERT_TRUE(problems.empty()) << problems.front().text();
  Increases increases;
  const TableRows rows({"database", "user", "maxwait", "maxwait_us"}, {{"d", std::nullopt, "5", "500000"}, {"e", "u", "5", "0"}});
  const Judgement judgement = judge_rows(*catalog.checks().front(), *catalog.find("pools"), rows, {"front", 0, SteadyTime(1h)}, increases);
  ASSERT_EQ(judgement.observations.size(), 2U);  // the second is near
  EXPECT_EQ(judgement.observations[0].value, 5.5);
  EXPECT_EQ(judgement.observations[0].labels[1].second, "");
}

}  // namespace
}  // namespace pgmedic::testing
