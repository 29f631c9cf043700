#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "unit/web/sample_fleet.h"
#include "unit/web/sample_health.h"
#include "unit/web/server_fixture.h"

namespace pgmedic::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class RoutesTest : public ServerTest {
 protected:
  void SetUp() override {
    fleet_.own_ = {make_part("pgmedic_build_info")};
    FakeTarget& target = fleet_.add("main");
    target.parts_ = {make_part("pg_up"), make_part("pg_thing", 3)};
    target.status_.up = true;
    hooks_.health = [this](const TargetView& view) { return ailing(view.status(), clock_.now_); };
    start();
  }
};

TEST_F(RoutesTest, MetricsOfOneTargetCarryItAndOurOwn) {
  const Answer answer = get("/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body.size()));
  EXPECT_THAT(answer.body, HasSubstr("pgmedic_build_info{"));
  EXPECT_THAT(answer.body, HasSubstr("pg_up{"));
}

TEST_F(RoutesTest, MetricsOfSeveralTargetsAreOurOwnOnly) {
  fleet_.add("second").parts_ = {make_part("pg_second")};
  const Answer answer = get("/metrics");
  EXPECT_THAT(answer.body, HasSubstr("pgmedic_build_info{"));
  EXPECT_THAT(answer.body, Not(HasSubstr("pg_up{")));
  EXPECT_THAT(answer.body, Not(HasSubstr("pg_second")));
}

// How many of the targets a shard holds is chance: what is scraped there must not depend on it.
TEST_F(RoutesTest, MetricsOfAShardWithOneTargetAreOurOwnOnly) {
  hooks_.configured = [] { return std::vector<std::string>{"main", "of another shard"}; };
  server_.reset();
  start();
  const Answer answer = get("/metrics");
  EXPECT_THAT(answer.body, HasSubstr("pgmedic_build_info{"));
  EXPECT_THAT(answer.body, Not(HasSubstr("pg_up{")));
  EXPECT_THAT(get("/probe?target=main").body, HasSubstr("pg_up{"));
}

TEST_F(RoutesTest, GzipIsSentWhenAccepted) {
  const Answer plain = get("/metrics");
  const Answer zipped = get("/metrics", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(zipped.header("Content-Encoding"), "gzip");
  EXPECT_EQ(zipped.header("Content-Length"), std::to_string(zipped.body.size()));
  EXPECT_EQ(gunzip(zipped.body), plain.body);
}

TEST_F(RoutesTest, OpenMetricsIsSentWhenAskedFor) {
  const Answer answer = get("/metrics", {{"Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"}});
  EXPECT_THAT(answer.header("Content-Type"), HasSubstr("application/openmetrics-text"));
  EXPECT_THAT(answer.body, HasSubstr("# EOF\n"));
}

TEST_F(RoutesTest, ALargePageArrivesWhole) {
  fleet_.targets_.front()->parts_ = {make_part("pg_large", 100'000)};
  const Answer answer = get("/metrics");
  EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body.size()));
  EXPECT_GT(answer.body.size(), 2'000'000U);
}

TEST_F(RoutesTest, HeadHasTheHeadersWithoutTheBody) {
  const Answer get_answer = get("/metrics");
  const Answer head = get("/metrics", {}, "HEAD");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), get_answer.header("Content-Length"));
  EXPECT_TRUE(head.body.empty());
}

TEST_F(RoutesTest, OtherMethodsAreNotAllowed) {
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    const Answer answer = get("/metrics", {{"Origin", "http://evil"}, {"Access-Control-Request-Method", "POST"}}, method);
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.header("Allow"), "GET, HEAD");
    EXPECT_THAT(answer.head, Not(HasSubstr("Access-Control")));
  }
}

TEST_F(RoutesTest, OnlyExactPathsMatch) {
  for (const char* path : {"/metrics/", "/metrics/sub", "/metricsx", "/%6detrics", "/%2e%2e/metrics", "/x/../metrics", "/metrics%00x",
                           "/METRICS", "//metrics", "/api", "/favicon.ico"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(RoutesTest, ReloadIsNotOnThePublicListener) {
  const Answer answer = get("/-/reload", {}, "POST");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr("--control_address"));
  EXPECT_EQ(reloads_, 0);
}

TEST_F(RoutesTest, ProbeServesConfiguredTargetsOnly) {
  fleet_.add("b&b =+/ü").parts_ = {make_part("pg_second")};
  EXPECT_THAT(get("/probe?target=main").body, HasSubstr("pg_up{"));
  EXPECT_THAT(get("/probe?target=b%26b%20%3D%2B/%C3%BC").body, HasSubstr("pg_second{"));
  EXPECT_THAT(get("/probe?target=b%26b+%3d%2b/%c3%bc").body, HasSubstr("pg_second{"));
  const Answer unknown = get("/probe?target=10.0.0.1:5432");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("configuration"));
}

TEST_F(RoutesTest, ProbeNeedsExactlyOneTarget) {
  for (const char* path : {"/probe", "/probe?", "/probe?target=", "/probe?target", "/probe?target=main&target=main", "/probe?x=main"}) {
    EXPECT_EQ(get(path).status, 400) << path;
  }
}

TEST_F(RoutesTest, DiscoveryPointsPrometheusToProbe) {
  fleet_.targets_.front()->labels_ = {{"env", "prod"}};
  const Answer answer = get("/targets", {{"Host", "exporter:9187"}});
  EXPECT_EQ(answer.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(nlohmann::json::parse(answer.body), nlohmann::json::parse(R"([{"targets": ["exporter:9187"], "labels":
      {"__metrics_path__": "/probe", "__param_target": "main", "instance": "main", "env": "prod"}}])"));
}

TEST_F(RoutesTest, FindingsAreServedAndFiltered) {
  const Answer answer = get("/api/v1/findings");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "application/json; charset=utf-8");
  const auto all = nlohmann::json::parse(answer.body);
  EXPECT_EQ(all.at("status"), "critical");
  EXPECT_EQ(all.at("findings").size(), 3U);
  EXPECT_EQ(nlohmann::json::parse(get("/api/v1/findings?severity=warning&target=main").body).at("findings").size(), 1U);
}

// Empty answers with status ok would say that all is well.
TEST_F(RoutesTest, ATargetThatIsNoneIsNotFound) {
  for (const char* path : {"/api/v1/findings", "/api/v1/collectors", "/api/v1/actions"}) {
    const Answer answer = get(std::string(path) + "?target=nobody");
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_THAT(answer.body, HasSubstr("no target of that name"));
    EXPECT_EQ(get(std::string(path) + "?target=main").status, 200) << path;
    EXPECT_EQ(get(std::string(path) + "?target=").status, 200) << path;
  }
}

TEST_F(RoutesTest, FindingsRefuseWhatTheyDoNotUnderstand) {
  EXPECT_EQ(get("/api/v1/findings?severity=bad").status, 400);
  EXPECT_EQ(get("/api/v1/findings?check=a&check=b").status, 400);
  EXPECT_EQ(get("/api/v1/findings", {}, "POST").status, 405);
}

// What matches nothing looks like good health.
TEST_F(RoutesTest, SlipsOfTheKeyboardAreRefused) {
  fleet_.targets_.front()->status_.collectors.push_back(sample_collector("tables", "shop", clock_.now_, Scope::kDatabase));
  for (const char* path :
       {"/api/v1/findings?check=Nope", "/api/v1/findings?chekc=PostgresIndexBloat", "/api/v1/findings?severity=Critical",
        "/api/v1/collectors?state=failling", "/api/v1/collectors?collector=talbes", "/api/v1/collectors?state=ok&state=failing",
        "/api/v1/actions?open=1", "/api/v1/actions?target=main&target=main", "/api/v1/actions/1?x=1", "/api/v1/targets?target=main",
        "/?tagret=main", "/?target=main&target=main", "/?refresh=no"}) {
    EXPECT_EQ(get(path).status, 400) << path;
  }
  EXPECT_THAT(get("/api/v1/findings?check=Nope").body, HasSubstr("PostgresIndexBloat"));
  EXPECT_THAT(get("/api/v1/collectors?state=failling").body, HasSubstr("failing, expired, waiting, ok, unsupported"));
  EXPECT_THAT(get("/api/v1/collectors?collector=talbes").body, HasSubstr("there are tables."));
  for (const char* path : {"/api/v1/findings?check=PostgresIndexBloat&target=main", "/api/v1/collectors?state=failing&collector=tables",
                           "/api/v1/actions?open=true", "/?target=main&refresh=1", "/probe?target=main&module=x", "/metrics?x=1"}) {
    EXPECT_EQ(get(path).status, 200) << path;
  }
}

TEST_F(RoutesTest, HealthyAlwaysReadyWhenTheFleetIs) {
  fleet_.ready_ = false;
  EXPECT_EQ(get("/-/healthy").status, 200);
  EXPECT_EQ(get("/-/ready").status, 503);
  fleet_.ready_ = true;
  EXPECT_EQ(get("/-/ready").status, 200);
}

TEST_F(RoutesTest, RequestsAreCounted) {
  get("/metrics");
  get("/nothing");
  // The answer is written before it is counted.
  std::string page;
  for (int i = 0; i < 500 && page.find("code=\"404\"") == std::string::npos; ++i) {
    std::this_thread::sleep_for(Milliseconds(10));
    Page({metrics_.render({})}, {}).write([&page](std::string_view text) {
      page += text;
      return true;
    });
  }
  EXPECT_THAT(page, HasSubstr("pgmedic_http_requests_total{code=\"200\",listener=\"public\"} 1"));
  EXPECT_THAT(page, HasSubstr("pgmedic_http_requests_total{code=\"404\",listener=\"public\"} 1"));
  EXPECT_THAT(page, HasSubstr("pgmedic_http_request_duration_seconds_count 2"));
}

TEST_F(RoutesTest, ABodyOfAGetIsNotWaitedFor) {
  const Connection connection(server_->port());
  connection.send(request_text("GET", "/-/healthy", {{"Content-Length", "1000000"}}) + "x");
  EXPECT_EQ(parse_answer(connection.read_all()).status, 200);
}

TEST_F(RoutesTest, HugeHeadersAreRefused) {
  const Answer answer = get("/metrics", {{"X", std::string(20'000, 'x')}});
  EXPECT_NE(answer.status, 200);
  EXPECT_EQ(get("/-/healthy").status, 200);
}

TEST_F(RoutesTest, StatusPageForbidsScriptsAndFrames) {
  const Answer answer = get("/");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(answer.header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(answer.body, HasSubstr("http-equiv=\"refresh\""));
  EXPECT_THAT(get("/?refresh=0").body, Not(HasSubstr("http-equiv=\"refresh\"")));
  EXPECT_EQ(get("/?target=nobody").status, 404);
}

}  // namespace
}  // namespace pgmedic::test
