// Growth of counters over a window.
#include "health/increases.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

class IncreasesTest : public ::testing::Test {
 protected:
  std::optional<double> add(double value, Milliseconds later = 1min) {
    now_ += later;
    return increases_.add("counter", value, now_, 10min);
  }
  Increases increases_;
  SteadyTime now_{1h};
};

TEST_F(IncreasesTest, NeedHalfOfTheWindow) {
  EXPECT_FALSE(add(100));
  for (int minute = 1; minute < 5; ++minute) {
    EXPECT_FALSE(add(100 + minute)) << minute;
  }
  EXPECT_EQ(add(105), 5);
  EXPECT_EQ(add(106), 6);
}

TEST_F(IncreasesTest, ForgetWhatIsOlderThanTheWindow) {
  add(0);
  add(50);  // a burst
  for (int minute = 2; minute <= 10; ++minute) {
    EXPECT_EQ(add(50).value_or(50), 50);
  }
  EXPECT_EQ(add(50), 0);
}

TEST_F(IncreasesTest, AllowForResets) {
  add(100);
  for (int minute = 1; minute < 6; ++minute) {
    add(110);
  }
  EXPECT_EQ(add(3), 13);  // 10 before, 3 since
}

TEST_F(IncreasesTest, DoNotTakeTheDifferenceOfTwoServersForGrowth) {
  increases_.measured_on("first");
  add(100);
  for (int minute = 1; minute < 6; ++minute) {
    add(110);
  }
  increases_.measured_on("");  // nobody knows: the same, then
  EXPECT_EQ(add(111), 11);
  increases_.measured_on("second");
  EXPECT_EQ(add(90'000), 11);
  EXPECT_EQ(add(90'002), 13);
  increases_.measured_on("third");
  EXPECT_EQ(add(7), 13);
}

TEST_F(IncreasesTest, StartAgainAfterAGap) {
  add(0);
  add(100, 21min);
  EXPECT_FALSE(add(101));
}

TEST_F(IncreasesTest, OfRarePollsAreSpreadEvenly) {
  add(0);
  EXPECT_EQ(add(40, 20min), 20);
}

TEST_F(IncreasesTest, KeepFewPointsHoweverOftenTheyAreFed) {
  double value = 0;
  std::optional<double> grown;
  for (int second = 0; second < 1300; ++second) {
    grown = add(++value, 1s);
  }
  EXPECT_NEAR(*grown, 600, 600.0 / limits::kPointsPerCounter + 1);
}

TEST_F(IncreasesTest, AreBoundedInNumberAndForgetCountersThatAreGone) {
  for (std::size_t i = 0; i < limits::kCountersPerCheck + 10; ++i) {
    increases_.add(std::to_string(i), 1, now_, 10min);
  }
  EXPECT_EQ(increases_.size(), limits::kCountersPerCheck);
  now_ += 1min;
  increases_.add("5", 2, now_, 10min);
  increases_.forget_before(now_);
  EXPECT_EQ(increases_.size(), 1U);
}

}  // namespace
}  // namespace pgmedic
