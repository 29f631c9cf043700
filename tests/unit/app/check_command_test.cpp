#include "app/check_command.h"

#include <gtest/gtest.h>

#include "unit/app/support.h"

namespace pgmedic {
namespace {

TEST(OnlyFlag, IsAListOfChecks) {
  const std::vector<Check> known = fake_checks();
  EXPECT_EQ(*parse_only("", known), std::set<std::string>{});
  EXPECT_EQ(*parse_only("IndexBloat, OldData", known), (std::set<std::string>{"IndexBloat", "OldData"}));
}

TEST(OnlyFlag, NamesTheNearestOfAnUnknownCheck) {
  EXPECT_EQ(parse_only("IndexBlot", fake_checks()).error().text(),
            "--only: unknown check \"IndexBlot\" (did you mean \"IndexBloat\"?); pgmedic config lists them");
  EXPECT_FALSE(parse_only("IndexBloat,,OldData", fake_checks()).ok());
}

TEST(NarrowedConfig, HasTheTargetThatWasAskedFor) {
  const Config config = config_of("targets: [{name: a, dsn: x}, {name: b, dsn: x}]\n");
  EXPECT_EQ(narrow_config(config, "", {})->targets.size(), 2U);
  const Result<Config> one = narrow_config(config, "b", {});
  ASSERT_EQ(one->targets.size(), 1U);
  EXPECT_EQ(one->targets[0].name, "b");
  EXPECT_EQ(narrow_config(config, "bb", {}).error().text(),
            "--target: unknown target \"bb\" (did you mean \"b\"?); pgmedic config lists them");
}

TEST(NarrowedConfig, JudgesOnlyTheseChecksAndRunsOnlyTheirCollectors) {
  const Config config = config_of("targets: [{name: a, dsn: x}]\nchecks: {IndexBloat: {enabled: false, warning: 0.5}}\n");
  const Result<Config> narrow = narrow_config(config, "", {"IndexBloat"});
  const CheckOverrides& checks = narrow->target_checks.at("a");
  EXPECT_EQ(checks.at("IndexBloat").enabled, true) << "whoever asks for it gets it";
  EXPECT_EQ(checks.at("IndexBloat").warning->limit, 0.5);
  EXPECT_EQ(checks.at("OldData").enabled, false);
  EXPECT_EQ(narrow->targets[0].collect.enabled, std::set<std::string>{"index_bloat"});
}

TEST(NarrowedConfig, KeepsAllCollectorsForChecksAboutCollectors) {
  const Config config = config_of("targets: [{name: a, dsn: x}]\n");
  EXPECT_TRUE(narrow_config(config, "", {"OldData", "IndexBloat"})->targets[0].collect.enabled.empty());
}

TEST(NarrowedConfig, RunsNoCollectorThatIsSwitchedOff) {
  const Config config = config_of("targets: [{name: a, dsn: x}]\ncollectors: {disable: [index_bloat]}\n");
  const Result<Config> narrow = narrow_config(config, "", {"IndexBloat"});
  EXPECT_TRUE(narrow->targets[0].collect.disabled.contains("index_bloat"));
  EXPECT_FALSE(narrow->targets[0].collect.enabled.contains("index_bloat"));
}

}  // namespace
}  // namespace pgmedic
