#include <gtest/gtest.h>

#include "base/text.h"

namespace pgmedic {
namespace {

TEST(Duration, ReadsUnitsAndSums) {
  EXPECT_EQ(parse_duration("250ms").value(), std::chrono::milliseconds(250));
  EXPECT_EQ(parse_duration("15s").value(), std::chrono::seconds(15));
  EXPECT_EQ(parse_duration("1h30m").value(), std::chrono::minutes(90));
  EXPECT_EQ(parse_duration("7d").value(), std::chrono::hours(168));
}

TEST(Duration, RefusesWhatIsNoDuration) {
  for (const char* text : {"", "15", "s", "-1s", "1.5s", "1 s", "1y", "99999999999999999999s", "9223372036854775807w"}) {
    EXPECT_FALSE(parse_duration(text).ok()) << text;
  }
}

TEST(Duration, FormatsWhatItReads) {
  for (const char* text : {"1500ms", "90s", "1m", "6h", "1w", "0s"}) {
    EXPECT_EQ(format_duration(parse_duration(text).value()), text);
  }
}

}  // namespace
}  // namespace pgmedic
