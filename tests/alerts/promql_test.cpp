// The reader of expressions sees what is named, and nothing else.
#include "alerts/promql.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pgmedic::alerts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

std::vector<std::string> metrics(const std::string& expression) {
  std::vector<std::string> names;
  for (const Selector& selector : names_in(expression).selectors) {
    names.push_back(selector.metric);
  }
  return names;
}

TEST(PromQl, FindsMetricsAndNotFunctionsOrWords) {
  EXPECT_THAT(metrics("increase(a_total[10m]) > 5 and on (job) b:c unless d offset 1d"), ElementsAre("a_total", "b:c", "d"));
  EXPECT_THAT(metrics("sum without (collector) (rate(x[5m])) / count by (job) (y)"), ElementsAre("x", "y"));
  EXPECT_THAT(metrics(R"q(absent(up{job="pg_up [5m] on (x)"}))q"), ElementsAre("up"));
}

TEST(PromQl, ReadsMatchers) {
  const Names names = names_in(R"(m{ check = "A\"{", leftover=~"new|old",part="" } > bool 0)");
  ASSERT_EQ(names.selectors.size(), 1U);
  EXPECT_THAT(names.selectors[0].matchers,
              UnorderedElementsAre(Pair("check", R"(="A\"{")"), Pair("leftover", R"(=~"new|old")"), Pair("part", R"(="")")));
}

TEST(PromQl, ReadsLabelListsAndNumbers) {
  const Names names = names_in("a > on (job, instance) group_left (env) b * 1.5 and ignoring(part) c offset 7d == 3");
  EXPECT_THAT(names.label_lists, UnorderedElementsAre("job", "instance", "env", "part"));
  EXPECT_THAT(names.numbers, ElementsAre("1.5", "3"));
  EXPECT_THAT(names_in("rate(a[5m]) offset 1d").numbers, IsEmpty());
}

TEST(PromQl, IsComparedWithoutItsLayout) {
  EXPECT_EQ(one_line("a\n  > on (job)\n  b\n"), "a > on (job) b");
}

}  // namespace
}  // namespace pgmedic::alerts
