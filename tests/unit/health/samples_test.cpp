// Health on the page.
#include "health/samples.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "health/health.h"
#include "health_fixture.h"
#include "support/fake_clock.h"

namespace pgmedic::testing {
namespace {

using namespace std::chrono_literals;

class SamplesTest : public ::testing::Test {
 protected:
  SamplesTest() { health_.apply(catalog_, {{"main", {}}}); }
  void rows(const RowSet& rows) { health_.observer("main")->rows(*catalog_.find("bloat"), "app", rows, {15, ""}, 3min); }
  std::vector<OwnSample> samples() { return health_.observer("main")->samples(target_status()); }
  // Values of a family's samples for one check, in order.
  std::vector<double> values(const std::string& family, const std::string& check) {
    std::vector<double> values;
    for (const OwnSample& sample : samples()) {
      const bool matches = check.empty() || (!sample.labels.empty() && sample.labels[0].second == check);
      if (sample.name == family && matches) {
        values.push_back(sample.value);
      }
    }
    return values;
  }

  support::FakeClock clock_;
  const Catalog catalog_ = catalog_with(kBloat);
  Health health_{clock_};
};

using Values = std::vector<double>;

TEST_F(SamplesTest, ShowTheFiguresInForce) {
  EXPECT_EQ(values("pgmedic_check_threshold", "IndexBloat"), (Values{0.4, 0.6}));
  EXPECT_EQ(values("pgmedic_check_threshold", "PostgresDown"), Values{1});
  EXPECT_EQ(values("pgmedic_check_minimum", "IndexBloat"), Values{100});
  EXPECT_EQ(values("pgmedic_check_hold_seconds", "PostgresDatabaseDown"), Values{120});
}

TEST_F(SamplesTest, CountFindingsOnlyWhereSomethingWasJudged) {
  EXPECT_EQ(values("pgmedic_findings", "IndexBloat"), Values());
  EXPECT_EQ(values("pgmedic_check_unknown", "IndexBloat"), Values{1});
  rows(ratios({{"a", "0.1"}}));
  EXPECT_EQ(values("pgmedic_findings", "IndexBloat"), (Values{0, 0}));
  EXPECT_EQ(values("pgmedic_check_unknown", "IndexBloat"), Values());
  rows(ratios({{"a", "0.5"}, {"b", "0.9"}, {"c", "0.8"}}));
  EXPECT_EQ(values("pgmedic_findings", "IndexBloat"), (Values{1, 2}));
  EXPECT_EQ(values("pgmedic_finding", "IndexBloat"), (Values{0.9, 0.8, 0.5}));
  EXPECT_EQ(values("pgmedic_findings_not_listed", ""), Values{0});
}

TEST_F(SamplesTest, AreBoundedAndTheRestIsCounted) {
  std::vector<std::pair<std::string, std::string>> indexes;
  for (std::size_t i = 0; i < limits::kFindingSeries + 30; ++i) {
    indexes.emplace_back("i" + std::to_string(i), "0.5");
  }
  rows(ratios(indexes));
  EXPECT_EQ(values("pgmedic_finding", "IndexBloat").size(), limits::kFindingSeries);
  EXPECT_EQ(values("pgmedic_findings", "IndexBloat").front(), static_cast<double>(limits::kFindingSeries + 30));
  EXPECT_EQ(values("pgmedic_findings_not_listed", ""), Values{30});
}

TEST_F(SamplesTest, GiveEveryCheckItsTurn) {
  HealthReport report;
  for (std::size_t i = 0; i < limits::kFindingSeries + 500; ++i) {
    Finding finding;
    finding.check = i < limits::kFindingSeries ? "A" : "B";
    finding.labels = {{"object", std::to_string(i)}};
    report.findings.push_back(finding);
  }
  std::size_t seen = 0;
  for (const OwnSample& sample : health_samples({}, report)) {
    seen += sample.name == "pgmedic_finding" && sample.labels[0].second == "B" ? 1U : 0U;
  }
  EXPECT_GE(seen, limits::kFindingSeriesFirst);
}

TEST_F(SamplesTest, AreFamiliesOfThePage) {
  rows(ratios({{"a", "0.5"}}));
  for (const OwnSample& sample : samples()) {
    EXPECT_NE(find_own_family(sample.name), nullptr) << sample.name;
  }
  EXPECT_GT(SelfMetrics().render(samples())->series, 0U);
}

}  // namespace
}  // namespace pgmedic::testing
