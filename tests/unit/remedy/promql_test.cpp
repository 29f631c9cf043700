// What must be known about expressions of Prometheus's: where a target's name may go, and which are filters.
#include "remedy/promql.h"

#include <gmock/gmock.h>

namespace pgmedic {
namespace {

using testing::HasSubstr;

TEST(TargetNames, GoIntoTextsInDoubleQuotesAlone) {
  EXPECT_EQ(query_fault("age{stanza=\"{target}\"}"), "");
  EXPECT_EQ(query_fault("sum(up) by (job)"), "");
  EXPECT_EQ(query_fault("up{a='\"', b=\"x-{target}\"} # it's {{target}"), "");
  for (const char* query : {"up{target}", "up{a='{target}'}", "up{a=`{target}`}", "\"\\\"\" {target}", "\"\" {target} \"\""}) {
    EXPECT_THAT(query_fault(query), HasSubstr("only inside a text in double quotes")) << query;
  }
}

TEST(TargetNames, CannotLeaveTheirText) {
  EXPECT_EQ(bind_target("a{s=\"{target}\",t=\"x{target}{target}\"}", "main"), "a{s=\"main\",t=\"xmainmain\"}");
  EXPECT_EQ(bind_target("a{s=\"{target}\"}", R"("} or vector(1) #\)"), R"(a{s="\"} or vector(1) #\\"})");
  EXPECT_EQ(bind_target("a{s=\"{target}\"}", "{target}"), "a{s=\"{target}\"}");
  EXPECT_EQ(bind_target("a{s='{target}'}", "main"), "a{s='{target}'}");
  EXPECT_EQ(bind_target("", "main"), "");
}

TEST(Filters, AreComparisonsWithoutBool) {
  for (const char* query : {"errors < 0.01", "sum(rate(errors[5m])) / sum(rate(all{a=~\"b\"}[5m])) <= 0.01", "up == 1", "a != 2",
                            "(a or b) > 1", "a > on (job) group_left b"}) {
    EXPECT_TRUE(is_filter(query)) << query;
  }
  for (const char* query : {"slo", "a < bool 1", "a < BOOL 1", "ok and b < 2", "a < 1 or ok", "ok unless a > 1", "(a < 1)", "min(a < 1)",
                            "up{a!=\"b\"}", "up{a=\"x < 1\"}", "ok # < 1", "a{b=\"<\"} + 1"}) {
    EXPECT_FALSE(is_filter(query)) << query;
  }
}

}  // namespace
}  // namespace pgmedic
