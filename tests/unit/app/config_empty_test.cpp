// Keys of the configuration that have nothing below them, and the label that targets may not have.
#include <gtest/gtest.h>

#include "unit/app/support.h"

namespace pgmedic {
namespace {

// Commenting out what stands below it is the commonest edit.
TEST(EmptyConfig, ASectionWithoutAnythingSaysNothing) {
  const std::string text = R"(intervals:
collectors:
#  disable: [locks]

limits:
parameters:
checks:
  OldData:
remedies:
  budget:
  reindex:
targets:
- name: a
  dsn: x
  labels:
  databases:
  collectors:
    override:
      tables:
  remedies:
)";
  const Config config = config_of(text);
  const Config plain = config_of("targets: [{name: a, dsn: x}]\n");
  EXPECT_EQ(config.collect, plain.collect);
  EXPECT_EQ(config.remedies, plain.remedies);
  EXPECT_TRUE(config.targets.at(0).collect.disabled.empty());
  EXPECT_EQ(problems("targets:\n- {name: a, dsn: x}\n- ~\n"), "pgmedic.yml:3:3: \"targets\" needs keys and values\n");
}

TEST(EmptyConfig, AMissingValueIsToldAtItsKey) {
  EXPECT_EQ(problems(R"(targets:
- name: a
  dsn:

  password_file:
collectors:
  disable:
limits:
  label_bytes:
checks:
  OldData:
    enabled:
)"),
            R"(pgmedic.yml:3:3: "dsn" needs a text
pgmedic.yml:5:3: "password_file" needs a text
pgmedic.yml:7:3: "disable" needs a list
pgmedic.yml:9:3: "label_bytes" needs a text
pgmedic.yml:12:5: "enabled" must be true or false
)");
  EXPECT_EQ(problems("targets:\n# - {name: a, dsn: x}\n\nlimits: {label_bytes: 100}\n"), "pgmedic.yml:1:1: \"targets\" needs a list\n");
}

TEST(Config, TheLabelThatTargetsAreNamedByIsNotTheirs) {
  EXPECT_EQ(problems("targets:\n- {name: a, dsn: x, labels: {env: prod, instance: db1}}\n"),
            "pgmedic.yml:2:41: \"instance\" is the target's name in /targets: call this label otherwise\n");
}

}  // namespace
}  // namespace pgmedic
