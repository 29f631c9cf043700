#include "remedy/policy.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(Modes, OffWins) {
  TargetPolicy policy;
  EXPECT_EQ(policy.highest_mode(), Mode::kObserve);
  for (const Remedy remedy : kRemedies) {
    EXPECT_EQ(policy.mode_of(remedy), Mode::kObserve) << remedy_name(remedy);
  }
  policy.mode = Mode::kAuto;
  EXPECT_EQ(policy.mode_of(Remedy::kAnalyze), Mode::kAuto);
  EXPECT_EQ(policy.mode_of(Remedy::kReindex), Mode::kApprove) << "a rebuild runs by itself only where that is said";
  EXPECT_EQ(policy.mode_of(Remedy::kFreeze), Mode::kPropose);
  policy.of(Remedy::kReindex).mode = Mode::kAuto;
  policy.mode = Mode::kPropose;
  EXPECT_EQ(policy.mode_of(Remedy::kReindex), Mode::kPropose);
  EXPECT_EQ(policy.highest_mode(), Mode::kPropose);
}

TEST(Windows, OfARemedyStandInsteadOfTheTargets) {
  TargetPolicy policy;
  policy.windows = {Window{{}, 2h, 4h, "UTC"}};
  EXPECT_EQ(policy.windows_of(Remedy::kAnalyze), policy.windows);
  policy.of(Remedy::kAnalyze).windows = std::vector<Window>();
  EXPECT_TRUE(policy.windows_of(Remedy::kAnalyze).empty());
  EXPECT_EQ(policy.windows_of(Remedy::kReindex), policy.windows);
}

TEST(Budgets, CountFromTheOpeningOfTheWindowOrFromADayAgo) {
  TargetPolicy policy;
  const WallTime three_in_the_morning = WallTime(20'000 * 24h) + 3h;
  EXPECT_EQ(policy.budget_start(Remedy::kVacuum, three_in_the_morning), three_in_the_morning - 24h);
  policy.windows = {Window{{}, 2h, 4h, "UTC"}};
  EXPECT_EQ(policy.budget_start(Remedy::kVacuum, three_in_the_morning), three_in_the_morning - 1h);
  EXPECT_EQ(policy.budget_start(Remedy::kVacuum, three_in_the_morning + 9h), three_in_the_morning - 15h) << "closed: a day ago";
}

TEST(TablePatterns, MatchSchemaAndTableEachForItself) {
  EXPECT_TRUE(matches_table("*.*", "any", "thing"));
  EXPECT_TRUE(matches_table("app.audit_*", "app", "audit_2024"));
  EXPECT_FALSE(matches_table("app.*", "app.x", "y")) << "a dot in a schema's name is no border";
  EXPECT_TRUE(matches_table("app\\.x.y", "app.x", "y"));
  EXPECT_FALSE(matches_table("app", "app", "app"));
}

TEST(TablePatterns, ThatNameNoSchemaAreFaults) {
  EXPECT_EQ(table_pattern_fault("app.*"), "");
  EXPECT_EQ(table_pattern_fault("a\\.b.c\\.d"), "");
  for (const char* pattern : {"orders", ".orders", "app.", "a\\.b"}) {
    EXPECT_NE(table_pattern_fault(pattern).find("schema.table"), std::string::npos) << pattern;
  }
  EXPECT_NE(table_pattern_fault("db.app.orders"), "");
}

}  // namespace
}  // namespace pgmedic
