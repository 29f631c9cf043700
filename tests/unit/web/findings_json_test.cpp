#include "web/findings_json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "unit/web/sample_fleet.h"
#include "unit/web/sample_health.h"

namespace pgmedic::test {
namespace {

using nlohmann::json;

class FindingsJson : public testing::Test {
 protected:
  FindingsJson() {
    add_primary(fleet_, clock_.now_);
    add_down(fleet_);
    targets_ = {ailing(fleet_.targets_[0]->status(), clock_.now_), HealthView{fleet_.targets_[1]->status(), {}, {}}};
    Finding down = sample_finding("PostgresDown", Severity::kCritical, 0, 1, "", clock_.now_);
    down.target = "gone";
    down.direction = Direction::kBelow;
    targets_[1].report.findings = {down};
  }
  json document(const FindingFilter& filter = {}) const { return json::parse(findings_json(targets_, filter, judge(targets_, false))); }
  FakeFleet fleet_;
  StandingClock clock_;
  std::vector<HealthView> targets_;
};

// The schema that docs/health.md promises: a key that goes or changes its meaning breaks somebody's script.
TEST_F(FindingsJson, IsAsDocumented) {
  const std::string path = std::string(PGMEDIC_GOLDEN_DIR) + "/findings.json";
  const std::string actual = nlohmann::ordered_json::parse(findings_json(targets_, {}, HealthVerdict::kCritical)).dump(2) + "\n";
  if (std::getenv("PGMEDIC_REWRITE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe): the test has one thread
    std::ofstream(path, std::ios::binary) << actual;
  }
  std::ostringstream expected;
  expected << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(actual, expected.str()) << path;
}

TEST_F(FindingsJson, TheWorstOfAllTargetsStandsFirst) {
  const json findings = document().at("findings");
  ASSERT_EQ(findings.size(), 4U);
  EXPECT_EQ(findings.at(0).at("check"), "PostgresIndexBloat");
  EXPECT_EQ(findings.at(2).at("check"), "PostgresDown");
  EXPECT_EQ(findings.at(2).at("target"), "gone");
  EXPECT_EQ(findings.at(3).at("severity"), "warning");
}

TEST_F(FindingsJson, IsFiltered) {
  const json one = document({"", "PostgresIndexBloat", ""});
  EXPECT_EQ(one.at("findings").size(), 2U);
  EXPECT_EQ(one.at("pending").size(), 0U);
  EXPECT_EQ(one.at("unknown").size(), 1U);
  EXPECT_EQ(one.at("checks").size(), 1U);
  EXPECT_EQ(document({"", "", "warning"}).at("findings").size(), 1U);
  EXPECT_EQ(document({"", "", "critical"}).at("pending").size(), 0U);
  EXPECT_EQ(document({"gone", "", ""}).at("findings").size(), 1U);
  EXPECT_EQ(document({"gone", "", ""}).at("targets").size(), 1U);
  EXPECT_EQ(document({"nobody", "", ""}).at("findings").size(), 0U);
}

TEST_F(FindingsJson, ACheckMayHaveNoRunbook) {
  targets_[0].report.findings.front().runbook.clear();
  targets_[0].checks.front().runbook.clear();
  EXPECT_TRUE(document().at("findings").at(0).at("runbook").is_null());
  EXPECT_TRUE(document().at("checks").at(0).at("runbook").is_null());
}

TEST_F(FindingsJson, SurvivesNamesThatAreNoText) {
  targets_[0].report.findings.front().labels.emplace_back("relname", "bad\xFF");
  EXPECT_NE(findings_json(targets_, {}, HealthVerdict::kFine).find("bad\xEF\xBF\xBD"), std::string::npos);
}

}  // namespace
}  // namespace pgmedic::test
