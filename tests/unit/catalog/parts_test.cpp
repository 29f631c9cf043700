// The small parts: metric keys, the scanner of SQL, positions.
#include <gtest/gtest.h>

#include "catalog/names.h"
#include "catalog/reporter.h"
#include "catalog/sql_text.h"

namespace pgmedic {
namespace {

std::vector<std::string> words_of(std::string_view sql) {
  std::vector<std::string> words;
  for (const SqlWord& word : scan_sql(sql).words) {
    words.push_back(word.text);
  }
  return words;
}

TEST(MetricKeys, AreReadBack) {
  for (const std::string key :
       {"pg_a", "pg_{name}_x", "pg_a{fork=\"heap\"}", "pg_a{b=\"1\",c=\"x}\\\"\\\\\\n\"}", "pg_{n}{a=\"\"}", "a:b"}) {
    const Result<MetricKey> parsed = parse_metric_key(key);
    ASSERT_TRUE(parsed) << parsed.error().text();
    EXPECT_EQ(metric_key_text(parsed->family, parsed->constant_labels), key);
  }
  EXPECT_EQ(parse_metric_key("pg_a{b=\"x\\n\\\"\"}")->constant_labels[0].second, "x\n\"");
  EXPECT_EQ(parse_metric_key("pg_{name}_x")->name_label, "name");
}

TEST(MetricKeys, ThatAreMalformedAreRefused) {
  for (const std::string key : {"", "{name}", "{a=\"b\"}", "pg_a{", "pg_a{}", "pg_a{b}c}", "pg_a{b=}", "pg_a{b=\"1}", "pg_a{b=\"1\"",
                                "pg_a{b=\"1\"}x", "pg_a{b=\"1\",}", "pg_a{b=\"\\x\"}", "pg_a{b=\"\\", "pg a", "pg_ä"}) {
    EXPECT_FALSE(parse_metric_key(key)) << key;
  }
}

TEST(SqlText, FoldsWordsAndKeepsQuotedOnes) {
  EXPECT_EQ(words_of("SELECT Foo.\"Bar\"\"x\", _a1$ FROM t2"), (std::vector<std::string>{"select", "foo", "Bar\"x", "_a1$", "from", "t2"}));
  EXPECT_EQ(words_of("1e6 + 2::int - $1"), std::vector<std::string>{"int"});
}

TEST(SqlText, SkipsCommentsAndConstants) {
  EXPECT_EQ(words_of("a -- b\n/* c /* d */ e */ f 'g''h' E'i\\'j' $$k$$ $t$l $$ m$t$ n"), (std::vector<std::string>{"a", "f", "n"}));
  const SqlText text = scan_sql("'it''s', E'\\'x', $q$y$q$");
  ASSERT_EQ(text.strings.size(), 3U);
  EXPECT_EQ(text.strings[0].text, "it's");
  EXPECT_EQ(text.strings[1].text, "'x");
  EXPECT_EQ(text.strings[2].text, "y");
}

TEST(SqlText, TellsWhatNeverEnds) {
  for (const char* const sql : {"a /* b", "a 'b", "a \"b", "a $$ b", "a $x$ b $$"}) {
    EXPECT_EQ(scan_sql(sql).unterminated, std::optional<std::size_t>(2)) << sql;
  }
  EXPECT_TRUE(scan_sql("a E'\\'").unterminated.has_value());
  EXPECT_FALSE(scan_sql("a /**/ '' \"\" $$$$ E''").unterminated.has_value());
}

TEST(Positions, CountFromOne) {
  EXPECT_EQ(position_of("ab\nc", 0).line, 1);
  EXPECT_EQ(position_of("ab\nc", 1).column, 2);
  EXPECT_EQ(position_of("ab\nc", 3).line, 2);
  EXPECT_EQ(position_of("ab\nc", 3).column, 1);
  EXPECT_EQ(position_of("ab\nc", 99).column, 2);
}

}  // namespace
}  // namespace pgmedic
