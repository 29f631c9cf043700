// The tests' own reading of expressions.
#include <gtest/gtest.h>

#include "dashboards/expression.h"

namespace pgmedic::dashboards {
namespace {

using Names = std::set<std::string>;

TEST(Expression, MetricsAreTheWordsThatAreNeitherFunctionsNorLabels) {
  EXPECT_EQ(metric_names(
                "sum by (datname, x) (rate(a_total{datname=~\"b|c\"}[5m])) / on (y) group_left () max(d) or 0 * sum(e{f=\"g\"} == bool 0)"),
            (Names{"a_total", "d", "e"}));
  EXPECT_EQ(metric_names("topk($top, a) and on (b) (c @ end() > 0)"), (Names{"a", "c"}));
  EXPECT_EQ(metric_names("label_replace(label_join(a{b=\"(c)\"}, 'd', ' '), \"e\", \"$1\", \"f\", \"(.*)\") - 1e3"), (Names{"a", "d"}));
  EXPECT_EQ(metric_names("increase(a{b=\"}\"}[$__rate_interval])"), Names{"a"});
}

TEST(Expression, MatchersAreFoundWithTheirOperators) {
  const std::vector<Matcher> found = matchers_of("a{check=\"A\", other=\"B\"} + b{x=\"y\", check!~\"C|D\"}", "check");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].op + found[0].value, "=A");
  EXPECT_EQ(found[1].op + found[1].value, "!~C|D");
}

TEST(Expression, AlternativesAreWrittenOut) {
  EXPECT_EQ(alternatives("A|B(C|D)E|F.+"), (std::vector<std::string>{"A", "BCE", "BDE", "F.+"}));
}

TEST(Expression, VariablesAreReplaced) {
  EXPECT_EQ(variables_of("a{b=~\"$b\"}[$__range] ${c:percentencode} $1"), (Names{"b", "c"}));
  EXPECT_EQ(with_values("a{b=~\"$b\"}[$__range]", {{"b", "x"}, {"__range", "5m"}}), "a{b=~\"x\"}[5m]");
  EXPECT_THROW(with_values("$missing", {}), std::runtime_error);
}

}  // namespace
}  // namespace pgmedic::dashboards
