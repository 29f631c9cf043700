#include "app/config_checks.h"

#include <gtest/gtest.h>

#include "unit/app/support.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

TEST(ConfigChecks, ReadsEveryKey) {
  const LoadedConfig loaded = parse(R"(
checks:
  IndexBloat: {warning: 50%, critical: off, for: 5m, hysteresis: 0.1, when: {bloat_bytes: 1GB}, enabled: false}
  OldData: {warning: 7d, critical: 20d}
targets:
  - {name: a, dsn: x, checks: {IndexBloat: {enabled: true, critical: 0.8}}}
  - {name: b, dsn: x}
)");
  ASSERT_EQ(problem_texts(loaded), "");
  const CheckOverride& bloat = loaded.config.checks.at("IndexBloat");
  EXPECT_EQ(bloat.warning, ThresholdOverride{0.5});
  EXPECT_EQ(bloat.critical, ThresholdOverride{});
  EXPECT_EQ(bloat.hold, 5min);
  EXPECT_EQ(bloat.hysteresis, 0.1);
  EXPECT_EQ(bloat.when.at("bloat_bytes"), 1073741824);
  EXPECT_EQ(bloat.enabled, false);
  EXPECT_EQ(loaded.config.checks.at("OldData").warning, ThresholdOverride{604800});

  const CheckOverride& own = loaded.config.target_checks.at("a").at("IndexBloat");
  EXPECT_EQ(own.enabled, true);
  EXPECT_EQ(own.critical, ThresholdOverride{0.8});
  EXPECT_EQ(own.warning, ThresholdOverride{0.5}) << "what the target does not say stays as at the top";
  EXPECT_EQ(loaded.config.target_checks.at("b"), loaded.config.checks);
}

TEST(ConfigChecks, EveryMistakeIsToldWithItsPlace) {
  EXPECT_EQ(problems(R"(checks:
  IndexBlot: {warning: 0.5}
  IndexBloat:
    warnning: 0.5
    warning: 7d
    critical: much
    for: 5
    hysteresis: 1.5
    when: {bloat_byte: 1GB, bloat_bytes: 1d}
    enabled: maybe
  OldData: {warning: 10MB, critical: 50%}
  Deadlocks: 3
targets:
  - {name: a, dsn: x, checks: {OldDate: {}}}
)"),
            R"(pgmedic.yml:2:3: unknown check "IndexBlot" (did you mean "IndexBloat"?)
pgmedic.yml:4:5: unknown key "warnning" (did you mean "warning"?)
pgmedic.yml:5:14: "warning": "7d" is a duration, but this is not measured in seconds
pgmedic.yml:6:15: "critical": "much" is no number, duration or size; write 0.4, 7d or 64MB
pgmedic.yml:7:10: "for": "5" is no duration; write a number and a unit: 250ms, 15s, 1m, 6h, 7d, 2w
pgmedic.yml:8:17: "hysteresis" is a part of the threshold: from 0 to less than 1
pgmedic.yml:9:12: unknown condition of IndexBloat "bloat_byte" (did you mean "bloat_bytes"?)
pgmedic.yml:9:42: "bloat_bytes": "1d" is a duration, but this is not measured in seconds
pgmedic.yml:10:14: "enabled" must be true or false
pgmedic.yml:11:22: "warning": "10MB" is a size, but this is not measured in bytes
pgmedic.yml:11:38: "critical": "50%" is no number, duration or size; write 0.4, 7d or 64MB
pgmedic.yml:12:14: "Deadlocks" needs keys and values
pgmedic.yml:14:32: unknown check "OldDate" (did you mean "OldData"?)
)");
}

TEST(ConfigChecks, ThresholdsMustFitEachOther) {
  const std::string texts = problems("checks:\n  IndexBloat: {warning: 0.7}\n  Deadlocks: {warning: off}\n");
  EXPECT_EQ(texts.rfind("pgmedic.yml:2:3: check IndexBloat would have a critical threshold", 0), 0U) << texts;
  EXPECT_NE(texts.find("pgmedic.yml:3:3: check Deadlocks has no threshold left"), std::string::npos) << texts;
}

TEST(ConfigChecks, ASeverityThatTheHeaderLacksMayBeAdded) {
  const LoadedConfig loaded = parse("checks: {Deadlocks: {critical: 10}}\n");
  EXPECT_EQ(problem_texts(loaded), "");
  EXPECT_EQ(loaded.config.checks.at("Deadlocks").critical, ThresholdOverride{10});
}

TEST(ConfigChecks, TheDefaultTargetHasThemToo) {
  Options options;
  options.dsn_given = true;
  const LoadedConfig loaded = load_config(options, fake_context());
  EXPECT_TRUE(loaded.config.target_checks.contains("default"));
}

TEST(WrittenAmount, IsAsPeopleWouldWriteIt) {
  EXPECT_EQ(written_amount(604800, "seconds"), "1w");
  EXPECT_EQ(written_amount(0.25, "seconds"), "250ms");
  EXPECT_EQ(written_amount(0, "seconds"), "0s");
  EXPECT_EQ(written_amount(0.00001, "seconds"), "0.00001");
  EXPECT_EQ(written_amount(104857600, "bytes"), "100MB");
  EXPECT_EQ(written_amount(1000, "bytes"), "1000B");
  EXPECT_EQ(written_amount(0, "bytes"), "0");
  EXPECT_EQ(written_amount(0.4, "ratio"), "0.4");
  EXPECT_EQ(written_amount(200000000, ""), "200000000");
}

}  // namespace
}  // namespace pgmedic
