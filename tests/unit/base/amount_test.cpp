#include "base/amount.h"

#include <gtest/gtest.h>

#include <limits>

namespace pgmedic {
namespace {

TEST(Amount, OfBytesUsesPowersOf1024) {
  EXPECT_EQ(amount_text(0, "bytes"), "0 B");
  EXPECT_EQ(amount_text(1023, "bytes"), "1,023 B");
  EXPECT_EQ(amount_text(1024, "bytes"), "1 kB");
  EXPECT_EQ(amount_text(104857600, "bytes"), "100 MB");
  EXPECT_EQ(amount_text(1288490189, "bytes"), "1.2 GB");
  EXPECT_EQ(amount_text(1048575, "bytes"), "1 MB");
  EXPECT_EQ(amount_text(-2048, "bytes"), "-2 kB");
  EXPECT_EQ(amount_text(1e16, "bytes"), "9,095 TB");
}

TEST(Amount, OfSecondsShowsTwoUnitsAtMost) {
  EXPECT_EQ(amount_text(0, "seconds"), "0 s");
  EXPECT_EQ(amount_text(0.25, "seconds"), "250 ms");
  EXPECT_EQ(amount_text(1.5, "seconds"), "1.5 s");
  EXPECT_EQ(amount_text(59.7, "seconds"), "1 min");
  EXPECT_EQ(amount_text(90, "seconds"), "1 min 30 s");
  EXPECT_EQ(amount_text(3600, "seconds"), "1 h");
  EXPECT_EQ(amount_text(7 * 86400 + 3 * 3600 + 59 * 60, "seconds"), "7 d 3 h");
}

TEST(Amount, OfARatioIsAPercentage) {
  EXPECT_EQ(amount_text(0.43, "ratio"), "43 %");
  EXPECT_EQ(amount_text(0.0432, "ratio"), "4.3 %");
  EXPECT_EQ(amount_text(0.9996, "ratio"), "99.96 %");
  EXPECT_EQ(amount_text(1, "ratio"), "100 %");
  EXPECT_EQ(amount_text(0, "ratio"), "0 %");
}

TEST(Amount, WithoutUnitIsANumber) {
  EXPECT_EQ(amount_text(50000000, ""), "50,000,000");
  EXPECT_EQ(amount_text(2.25, ""), "2.25");
  EXPECT_EQ(amount_text(1234.5, ""), "1,235");
  EXPECT_EQ(amount_text(-3, ""), "-3");
  EXPECT_EQ(amount_text(std::numeric_limits<double>::quiet_NaN(), ""), "unknown");
  EXPECT_EQ(amount_text(std::numeric_limits<double>::infinity(), "seconds"), "infinite");
}

}  // namespace
}  // namespace pgmedic
