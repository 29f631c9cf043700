// Every query of every dashboard, asked of a real Prometheus that scrapes a real pgmedic: it is accepted, and answered unless the
// list of empty panels says why not.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "dashboards/dashboard_files.h"
#include "dashboards/empty_panels.h"
#include "dashboards/expression.h"
#include "dashboards/stage.h"
#include "support/eventually.h"
#include "support/pgbouncer_server.h"
#include "support/prometheus_server.h"

namespace pgmedic::dashboards {
namespace {

constexpr std::chrono::seconds kPatience{150};

// What Grafana would put in the place of its variables.
const std::map<std::string, std::string>& values() {
  static const std::map<std::string, std::string> kValues{{"job", ".*"}, {"instance", ".*"}, {"datname", "(?s:.*)"},    {"program", ".*"},
                                                          {"top", "20"}, {"__range", "5m"},  {"__rate_interval", "10s"}};
  return kValues;
}

struct Question {
  std::string dashboard;
  std::string panel;
  std::string letter;
  std::string expression;
  std::string place;  // for messages
};

std::vector<Question> all_questions() {
  std::vector<Question> questions;
  for (const Dashboard& dashboard : read_dashboards()) {
    for (const Panel& panel : dashboard.panels) {
      for (const Query& query : panel.queries) {
        questions.push_back({dashboard.uid, panel.title, query.letter, with_values(query.expression, values()),
                             describe(dashboard, panel) + ", query " + query.letter});
      }
    }
  }
  return questions;
}

class Queries : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    if (!support::PgBouncerServer::available() || !support::PrometheusServer::available()) {
      GTEST_SKIP() << support::PgBouncerServer::unavailable_reason() << "; " << support::PrometheusServer::unavailable_reason();
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Dashboards, Queries, testing::Values(13, 15, 18), testing::PrintToStringParamName());

TEST_P(Queries, AreAnsweredOrItIsKnownWhyNot) {
  Stage stage(GetParam());
  ASSERT_TRUE(stage.ready()) << stage.log();
  std::vector<Question> open = all_questions();
  const auto has_answer = [&](const Question& question) { return stage.answers(question.expression); };
  const auto must_have_one = [&](const Question& question) {
    return find_empty(question.dashboard, question.panel, question.letter, GetParam()) == nullptr;
  };
  support::eventually(
      [&] {
        stage.work();
        open.erase(std::remove_if(open.begin(), open.end(), has_answer), open.end());
        return std::none_of(open.begin(), open.end(), must_have_one);
      },
      kPatience);
  for (const Question& question : open) {
    EXPECT_FALSE(must_have_one(question)) << question.place << " is empty: " << question.expression;
  }
}

TEST(EmptyPanels, AreThere) {
  const std::vector<Question> questions = all_questions();
  for (const EmptyPanel& empty : empty_panels()) {
    EXPECT_TRUE(
        std::any_of(questions.begin(), questions.end(),
                    [&](const Question& question) { return question.dashboard == empty.dashboard && question.panel == empty.panel; }))
        << empty.dashboard << ": " << empty.panel;
  }
}

TEST(EmptyPanels, SayItThemselvesUnlessOneOfTheirQueriesHasData) {
  for (const Dashboard& dashboard : read_dashboards()) {
    for (const Panel& panel : dashboard.panels) {
      const bool is_empty = std::any_of(empty_panels().begin(), empty_panels().end(), [&](const EmptyPanel& empty) {
        return empty.dashboard == dashboard.uid && empty.panel == panel.title && empty.letters.empty();
      });
      EXPECT_TRUE(!is_empty || !panel.when_empty.empty()) << describe(dashboard, panel);
    }
  }
}

}  // namespace
}  // namespace pgmedic::dashboards
