#include "web/human.h"

#include <gtest/gtest.h>

namespace pgmedic::test {
namespace {

using namespace std::chrono_literals;

TEST(Human, HtmlIsEscaped) {
  EXPECT_EQ(escape_html("<b a=\"x\" b='y'>&"), "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(escape_html("a\xFFz\x01\x7f\ttab"), "a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\ttab");
  EXPECT_EQ(escape_html("grün 🐘"), "grün 🐘");
}

TEST(Human, CountsHaveSeparators) {
  EXPECT_EQ(human_count(0), "0");
  EXPECT_EQ(human_count(999), "999");
  EXPECT_EQ(human_count(1000), "1,000");
  EXPECT_EQ(human_count(1234567), "1,234,567");
  EXPECT_EQ(human_plural(1, "database"), "1 database");
  EXPECT_EQ(human_plural(300, "database"), "300 databases");
}

TEST(Human, AgesHaveOneUnit) {
  EXPECT_EQ(human_age(-5s), "now");
  EXPECT_EQ(human_age(900ms), "now");
  EXPECT_EQ(human_age(119s), "119 s");
  EXPECT_EQ(human_age(120s), "2 min");
  EXPECT_EQ(human_age(119min), "119 min");
  EXPECT_EQ(human_age(47h), "47 h");
  EXPECT_EQ(human_age(48h), "2 d");
}

TEST(Human, DurationsFitTheirSize) {
  EXPECT_EQ(human_took(400us), "0.4 ms");
  EXPECT_EQ(human_took(12ms), "12 ms");
  EXPECT_EQ(human_took(1234ms), "1.2 s");
  EXPECT_EQ(human_interval(250ms), "250 ms");
  EXPECT_EQ(human_interval(15s), "15 s");
  EXPECT_EQ(human_interval(90s), "1 min 30 s");
  EXPECT_EQ(human_interval(25h), "1 d 1 h");
}

TEST(Human, TimesAreUtc) {
  EXPECT_EQ(human_time(WallTime(1'767'225'600s)), "2026-01-01 00:00:00 UTC");
}

TEST(Human, SmallPercentagesKeepTwoDigits) {
  EXPECT_EQ(human_percent(0), "0.00 %");
  EXPECT_EQ(human_percent(0.0012), "0.12 %");
  EXPECT_EQ(human_percent(0.5), "50 %");
}

}  // namespace
}  // namespace pgmedic::test
