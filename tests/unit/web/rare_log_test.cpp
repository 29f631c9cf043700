#include "web/rare_log.h"

#include <gtest/gtest.h>

namespace pgmedic::test {
namespace {

using namespace std::chrono_literals;

TEST(RareLog, WritesTheFirstAndThenOneInAMinute) {
  RareLog rare;
  const SteadyTime start{1h};
  EXPECT_EQ(rare.admit(start), 0U);
  for (int i = 0; i < 59; ++i) {
    EXPECT_EQ(rare.admit(start + i * 1s), std::nullopt);
  }
  EXPECT_EQ(rare.admit(start + 60s), 59U);
  EXPECT_EQ(rare.admit(start + 119s), std::nullopt);
  EXPECT_EQ(rare.admit(start + 10min), 1U);
  EXPECT_EQ(rare.admit(start + 20min), 0U);
}

}  // namespace
}  // namespace pgmedic::test
