// Overrides of checks.
#include "health/check_settings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "health_fixture.h"

namespace pgmedic::testing {
namespace {

using namespace std::chrono_literals;

TEST(CheckSettings, ChangeWhatTheySet) {
  const Catalog catalog = catalog_with(kBloat);
  CheckOverride change;
  change.warning = ThresholdOverride{0.5};
  change.critical = ThresholdOverride{};
  change.hold = 5min;
  change.hysteresis = 0;
  change.when["bytes"] = 1024;
  const Result<Check> check = with_override(*catalog.find_check("IndexBloat"), change);
  ASSERT_TRUE(check);
  EXPECT_EQ(check->warning, 0.5);
  EXPECT_FALSE(check->critical);
  EXPECT_EQ(check->hold, 5min);
  EXPECT_EQ(check->hysteresis, 0);
  EXPECT_EQ(check->when[0].minimum, 1024);
}

TEST(CheckSettings, MustFit) {
  const Catalog catalog = catalog_with(kBloat);
  const Check& check = *catalog.find_check("IndexBloat");
  CheckOverride change;
  change.warning = ThresholdOverride{0.7};
  EXPECT_EQ(with_override(check, change).error().message,
            "check IndexBloat would have a critical threshold that is not further out than the warning");
  change.warning = ThresholdOverride{};
  change.critical = ThresholdOverride{};
  EXPECT_EQ(with_override(check, change).error().message, "check IndexBloat has no threshold left");
  change = {};
  change.when["ratio"] = 1;
  EXPECT_EQ(with_override(check, change).error().message, "check IndexBloat has no condition on \"ratio\"");
  change = {};
  change.hysteresis = 1;
  EXPECT_FALSE(with_override(check, change));
}

TEST(CheckSettings, ATargetsOwnWinKeyByKey) {
  CheckOverrides under;
  under["A"].warning = ThresholdOverride{1};
  under["A"].when["x"] = 1;
  under["A"].when["y"] = 2;
  CheckOverrides over;
  over["A"].hold = 1min;
  over["A"].when["x"] = 3;
  over["B"].enabled = false;
  const CheckOverrides merged = merge(under, over);
  EXPECT_EQ(merged.at("A").warning, ThresholdOverride{1});
  EXPECT_EQ(merged.at("A").hold, 1min);
  EXPECT_EQ(merged.at("A").when, (std::map<std::string, double>{{"x", 3}, {"y", 2}}));
  EXPECT_EQ(merged.at("B").enabled, false);
}

TEST(CheckSettings, TheChecksInForceAreAllButTheDisabled) {
  const Catalog catalog = catalog_with(kBloat);
  EXPECT_EQ(checks_in_force(catalog, {}).size(), 6U);
  CheckOverrides overrides;
  overrides["IndexBloat"].enabled = false;
  overrides["PostgresDown"].hold = 1min;
  const std::vector<Check> checks = checks_in_force(catalog, overrides);
  EXPECT_EQ(checks.size(), 5U);
  EXPECT_EQ(std::find_if(checks.begin(), checks.end(), [](const Check& check) { return check.name == "PostgresDown"; })->hold, 1min);
}

}  // namespace
}  // namespace pgmedic::testing
