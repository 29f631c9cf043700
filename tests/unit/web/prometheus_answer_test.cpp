// Answers of Prometheus's API: numbers, and everything that is none.
#include "web/prometheus_answer.h"

#include <gmock/gmock.h>

#include <cmath>

namespace pgmedic {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string success(const std::string& kind, const std::string& result, const std::string& more = "") {
  return R"({"status":"success","data":{"resultType":")" + kind + R"(","result":)" + result + "}" + more + "}";
}

std::string error_of(int status, const std::string& body) {
  const Result<QueryAnswer> answer = read_query_answer(status, body);
  return answer ? "no error" : answer.error().text();
}

TEST(PrometheusAnswer, GivesOneValueForEachSeries) {
  const auto vector =
      read_query_answer(200, success("vector", R"([{"metric":{"a":"b"},"value":[17.5,"2.5"]},{"metric":{},"value":[17.5,"-1e3"]}])"));
  ASSERT_TRUE(vector.ok());
  EXPECT_TRUE(vector->is_vector);
  EXPECT_THAT(vector->values, ElementsAre(2.5, -1000));
  EXPECT_EQ(vector->at, 17.5);
  const auto scalar = read_query_answer(200, success("scalar", R"([17,"1"])"));
  ASSERT_TRUE(scalar.ok());
  EXPECT_FALSE(scalar->is_vector);
  EXPECT_THAT(scalar->values, ElementsAre(1));
  const auto empty = read_query_answer(200, success("vector", "[]"));
  ASSERT_TRUE(empty.ok());
  EXPECT_THAT(empty->values, IsEmpty());
}

TEST(PrometheusAnswer, ReadsWhatIsNoFiniteNumber) {
  const auto answer = read_query_answer(
      200, success("vector", R"([{"metric":{},"value":[1,"NaN"]},{"metric":{},"value":[1,"+Inf"]},{"metric":{},"value":[1,"-Inf"]}])"));
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(std::isnan(answer->values.at(0)));
  EXPECT_EQ(answer->values.at(1), HUGE_VAL);
  EXPECT_EQ(answer->values.at(2), -HUGE_VAL);
}

TEST(PrometheusAnswer, TellsWhatPrometheusSays) {
  EXPECT_EQ(error_of(400, R"({"status":"error","errorType":"bad_data","error":"parse\nerror"})"),
            "Prometheus says: parse error; try the expression in Prometheus");
  EXPECT_LT(error_of(400, R"({"status":"error","error":")" + std::string(5000, 'x') + "\"}").size(), 300U);
  EXPECT_THAT(error_of(200, success("vector", "[]", R"(,"warnings":["one store is down"])")),
              HasSubstr("Prometheus warns: one store is down"));
  EXPECT_THAT(error_of(200, success("matrix", "[]")), HasSubstr("a range like [5m] needs a function around it"));
  EXPECT_THAT(error_of(200, success("string", R"([1,"x"])")), HasSubstr("no numbers of now"));
}

TEST(PrometheusAnswer, TellsWhatToDoWhereNobodyIsLetIn) {
  EXPECT_THAT(error_of(401, "Unauthorized"), HasSubstr("bearer_token_file or basic_auth"));
  EXPECT_THAT(error_of(403, R"({"status":"error","error":"go away"})"), HasSubstr("lets us not in, with HTTP status 403"));
  EXPECT_THAT(error_of(302, ""), HasSubstr("redirects are not followed"));
}

TEST(PrometheusAnswer, IsNotWhatElseAServerMaySay) {
  for (const char* body : {"", "<html>", "[]", "1", "{}", R"({"status":"success"})", R"({"status":"success","data":[]})",
                           R"({"status":"success","data":{"resultType":"vector"}})", R"({"status":7})"}) {
    EXPECT_THAT(error_of(200, body), HasSubstr("is none of Prometheus's; see whether remedies.prometheus.url is right")) << body;
  }
  for (const char* result : {"{}", "1", "[1]", R"([{}])", R"([{"value":[1]}])", R"([{"value":[1,2]}])", R"([{"value":["1","2"]}])",
                             R"([{"value":[1,"2x"]}])", R"([{"value":[1,""]}])"}) {
    EXPECT_THAT(error_of(200, success("vector", result)), HasSubstr("is none of Prometheus's")) << result;
  }
  EXPECT_THAT(error_of(502, "<html>"), HasSubstr("of HTTP status 502"));
}

}  // namespace
}  // namespace pgmedic
