#include "metrics/escape.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pgmedic {
namespace {

std::string label(std::string_view value, std::size_t max_bytes = 200) {
  std::string out;
  append_label_value(out, value, max_bytes);
  return out;
}

std::string help(std::string_view text, bool quotes) {
  std::string out;
  append_help(out, text, quotes);
  return out;
}

TEST(LabelValue, EscapesBackslashQuoteAndNewline) {
  EXPECT_EQ(label("plain name"), "plain name");
  EXPECT_EQ(label("a\\b\"c\nd"), "a\\\\b\\\"c\\nd");
  EXPECT_EQ(label("tab\tand {braces}"), "tab\tand {braces}");
  EXPECT_EQ(label(""), "");
}

TEST(LabelValue, IsAlwaysValidUtf8) {
  EXPECT_EQ(label("\xF0\x9F\x90\x98"), "\xF0\x9F\x90\x98");
  EXPECT_EQ(label("caf\xE9"), "caf\xEF\xBF\xBD");
  EXPECT_TRUE(is_valid_utf8(label("\x80\xFF\xC0\xAF\xED\xA0\x80")));
}

TEST(LabelValue, IsCutAtACharacterBeforeEscaping) {
  EXPECT_EQ(label("abcdef", 4), "abcd");
  EXPECT_EQ(label("ab\xC3\xA4", 3), "ab");
  EXPECT_EQ(label("\"\"\"\"", 2), "\\\"\\\"");
  EXPECT_EQ(label("\xFF\xFF", 3), "\xEF\xBF\xBD");
}

TEST(Help, EscapesQuotesOnlyInOpenMetrics) {
  EXPECT_EQ(help("a \"b\" \\ c\nd", false), "a \"b\" \\\\ c\\nd");
  EXPECT_EQ(help("a \"b\" \\ c\nd", true), "a \\\"b\\\" \\\\ c\\nd");
}

TEST(MetricName, IsMadeOfAllowedCharacters) {
  EXPECT_EQ(name_piece("pg_stat.max-x y\xC3\xA4"), "pg_stat_max_x_y__");
  EXPECT_TRUE(is_metric_name("pg_up:rate5m"));
  EXPECT_FALSE(is_metric_name("9lives"));
  EXPECT_FALSE(is_metric_name(""));
  EXPECT_FALSE(is_metric_name("a-b"));
}

}  // namespace
}  // namespace pgmedic
