#include "base/text.h"

#include <gtest/gtest.h>

namespace pgmedic {
namespace {

TEST(NearestName, FindsASlipOfTheKeyboardAndNothingFarAway) {
  const std::vector<std::string> keys{"interval", "timeout", "labels"};
  EXPECT_EQ(nearest_name("intervall", keys), "interval");
  EXPECT_EQ(nearest_name("time_out", keys), "timeout");
  EXPECT_EQ(nearest_name("password", keys), std::nullopt);
}

TEST(Glob, MatchesTheWholeText) {
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("app_*", "app_1"));
  EXPECT_FALSE(matches_glob("app_*", "my_app_1"));
  EXPECT_TRUE(matches_glob("a?c*e", "abcde"));
  EXPECT_TRUE(matches_glob("*ab*ab", "abxabab"));
  EXPECT_FALSE(matches_glob("", "a"));
}

TEST(Glob, BackslashQuotes) {
  EXPECT_TRUE(matches_glob("a\\*b", "a*b"));
  EXPECT_FALSE(matches_glob("a\\*b", "axb"));
  EXPECT_TRUE(matches_glob("*\\?", "what?"));
}

TEST(Utf8, KeepsValidTextAndRepairsTheRest) {
  const std::string valid = "na\xC3\xAFve \xF0\x9F\x90\x98";
  EXPECT_TRUE(is_valid_utf8(valid));
  EXPECT_EQ(repair_utf8(valid), valid);
  EXPECT_EQ(repair_utf8("a\xFF"
                        "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_FALSE(is_valid_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_valid_utf8("\xE2\x82"));          // cut short
}

TEST(Utf8, TruncatesAtACharacter) {
  EXPECT_EQ(truncate_utf8("abc", 5), "abc");
  EXPECT_EQ(truncate_utf8("a\xC3\xAF", 2), "a");
  EXPECT_EQ(truncate_utf8("\xF0\x9F\x90\x98x", 4), "\xF0\x9F\x90\x98");
}

TEST(Text, TrimsAndSplits) {
  EXPECT_EQ(trim(" \ta b\n"), "a b");
  EXPECT_EQ(trim("  "), "");
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
}

}  // namespace
}  // namespace pgmedic
