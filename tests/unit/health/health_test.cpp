// Rows in, reports out: places, ages, reloads.
#include "health/health.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "health_fixture.h"
#include "support/fake_clock.h"

namespace pgmedic::testing {
namespace {

using namespace std::chrono_literals;

class HealthTest : public ::testing::Test {
 protected:
  HealthTest() { apply({}); }
  std::map<std::string, std::set<std::string>> apply(const CheckOverrides& overrides) {
    return health_.apply(catalog_, {{"main", overrides}});
  }
  void rows(const RowSet& rows, const std::string& place = "app") {
    health_.observer("main")->rows(*catalog_.find("bloat"), place, rows, {15, ""}, 3min);
  }
  HealthReport report() { return health_.report(status_); }
  // Why IndexBloat is unknown in that place; empty: it is not.
  std::string unknown(const std::string& place = "app") {
    for (const UnknownCheck& unknown : report().unknown) {
      if (unknown.check == "IndexBloat" && unknown.place == place) {
        return unknown.reason;
      }
    }
    return "";
  }

  support::FakeClock clock_;
  const Catalog catalog_ = catalog_with(kBloat);
  Health health_{clock_};
  TargetStatus status_ = target_status();
};

TEST_F(HealthTest, TellsFindingsWorstFirst) {
  rows(ratios({{"a", "0.45"}, {"b", "0.7"}, {"c", "0.5"}, {"d", "0.1"}}));
  const HealthReport seen = report();
  ASSERT_EQ(seen.findings.size(), 3U);
  EXPECT_EQ(seen.findings[0].severity, Severity::kCritical);
  EXPECT_EQ(seen.findings[0].threshold, 0.6);
  EXPECT_EQ(seen.findings[1].labels[1].second, "c");
  const Finding& last = seen.findings[2];
  EXPECT_EQ(last.target, "main");
  EXPECT_EQ(last.place, "app");
  EXPECT_EQ(last.since, clock_.wall_now());
  EXPECT_EQ(last.summary, "app.a wastes 2 kB: 45 % over 40 %");
  EXPECT_EQ(last.advice, "Rebuild it.");
  EXPECT_EQ(last.remedy, "reindex");
  EXPECT_EQ(last.runbook, "https://wiki.example.org/bloat");
  EXPECT_EQ(seen.counts.at("IndexBloat").warning, 2U);
  EXPECT_EQ(seen.counts.at("IndexBloat").critical, 1U);
  EXPECT_EQ(seen.judged, seen.counts.size());
}

TEST_F(HealthTest, WhatIsNotJudgedIsUnknownNeverFine) {
  EXPECT_EQ(unknown(), "no_data");
  status_.collectors[0].failing = true;
  EXPECT_EQ(unknown(), "failing");
  status_.collectors[0].supported = false;
  EXPECT_EQ(unknown(), "unsupported");
  status_ = target_status({});
  EXPECT_EQ(unknown(""), "no_data");
  EXPECT_EQ(report().counts.count("IndexBloat"), 0U);
}

TEST_F(HealthTest, SaysWhenTheConfigurationLeavesNoDatabase) {
  status_ = target_status({});
  const auto detail = [&] {
    for (const UnknownCheck& unknown : report().unknown) {
      if (unknown.check == "IndexBloat") {
        return unknown.detail;
      }
    }
    return std::string();
  };
  EXPECT_EQ(detail(), "no database was visited yet");
  status_.databases_known = true;
  EXPECT_EQ(detail(), "databases.include and exclude leave none of the server's databases");
}

TEST_F(HealthTest, AFindingGoesOnWhileItsDataIsFreshAndEndsAsUnknown) {
  rows(ratios({{"a", "0.45"}}));
  status_.collectors[0].failing = true;
  status_.collectors[0].last_success = clock_.wall_now();
  clock_.advance(3min);
  EXPECT_EQ(report().findings.size(), 1U);
  clock_.advance(1s);
  EXPECT_EQ(unknown(), "failing");
  status_.collectors[0].failing = false;
  EXPECT_EQ(unknown(), "too_old");
}

TEST_F(HealthTest, ThoseThatAreTooManyToBeFollowedAreNoFindingsBeforeTheOthers) {
  CheckOverride patient;
  patient.hold = 2min;
  apply({{"IndexBloat", patient}});
  std::vector<std::pair<std::string, std::string>> indexes;
  for (std::size_t i = 0; i < limits::kObjectsPerCheck + 7; ++i) {
    indexes.emplace_back("i" + std::to_string(i), "0.5");
  }
  rows(ratios(indexes));
  EXPECT_EQ(report().counts.at("IndexBloat").warning, 0U);
  EXPECT_EQ(report().not_listed, 7U);
  clock_.advance(2min);
  EXPECT_EQ(report().counts.at("IndexBloat").warning, limits::kObjectsPerCheck + 7);
}

TEST_F(HealthTest, PendingOnesAreToldApart) {
  CheckOverrides overrides;
  overrides["IndexBloat"].hold = 10min;
  apply(overrides);
  rows(ratios({{"a", "0.9"}}));
  EXPECT_TRUE(report().findings.empty());
  ASSERT_EQ(report().pending.size(), 1U);
  EXPECT_EQ(report().pending[0].severity, Severity::kCritical);
  for (int minute = 0; minute < 10; ++minute) {
    clock_.advance(1min);
    rows(ratios({{"a", "0.9"}}));
  }
  ASSERT_EQ(report().findings.size(), 1U);
  EXPECT_EQ(report().findings[0].since, clock_.wall_now() - 10min);
}

TEST_F(HealthTest, DatabasesAreJudgedApartAndForgottenWhenTheyAreGone) {
  status_ = target_status({"app", "other"});
  rows(ratios({{"a", "0.9"}}));
  EXPECT_EQ(unknown(), "");
  EXPECT_EQ(unknown("other"), "no_data");
  rows(ratios({{"a", "0.9"}}), "other");
  EXPECT_EQ(report().findings.size(), 2U);
  status_ = target_status({"other"});
  EXPECT_EQ(report().findings.size(), 1U);
  status_ = target_status({"app", "other"});
  EXPECT_EQ(unknown(), "no_data");
}

TEST_F(HealthTest, AReloadKeepsSinceAndNamesTheCollectorsToAskAgain) {
  rows(ratios({{"a", "0.45"}}));
  const WallTime since = clock_.wall_now();
  clock_.advance(1min);
  EXPECT_TRUE(apply({})["main"].empty());
  CheckOverrides overrides;
  overrides["IndexBloat"].critical = ThresholdOverride{0.44};
  EXPECT_EQ(apply(overrides)["main"], std::set<std::string>{"bloat"});
  ASSERT_EQ(report().findings.size(), 1U);  // before any new row
  EXPECT_EQ(report().findings[0].severity, Severity::kCritical);
  EXPECT_EQ(report().findings[0].threshold, 0.44);
  EXPECT_EQ(report().findings[0].since, since);
  overrides["IndexBloat"].enabled = false;
  EXPECT_TRUE(apply(overrides)["main"].empty());
  EXPECT_TRUE(report().findings.empty());
  EXPECT_EQ(health_.checks("main").size(), 5U);
}

TEST_F(HealthTest, ATargetThatStartsAnewKeepsWhatIsKnown) {
  rows(ratios({{"a", "0.45"}}));
  TargetStatus fresh;  // its databases are not known yet
  fresh.name = "main";
  EXPECT_EQ(health_.report(fresh).findings.size(), 1U);
  EXPECT_EQ(report().findings.size(), 1U);
}

TEST_F(HealthTest, NothingIsKnownOfAnotherServerUnderTheSameName) {
  rows(ratios({{"a", "0.45"}}));
  EXPECT_EQ(report().findings.size(), 1U);
  status_.server = "other:5432";
  EXPECT_TRUE(report().findings.empty());
  EXPECT_EQ(unknown(), "no_data");
  rows(ratios({{"a", "0.45"}}));
  EXPECT_EQ(report().findings.size(), 1U);
}

TEST_F(HealthTest, AServerThatDiesAndReturns) {
  status_.up = false;
  status_.collectors[0].failing = true;
  HealthReport seen = report();
  ASSERT_EQ(seen.findings.size(), 1U);
  EXPECT_EQ(seen.findings[0].check, "PostgresDown");
  status_ = target_status();
  EXPECT_TRUE(report().findings.empty());
}

TEST_F(HealthTest, APgBouncerThatLeavesTheConfigurationIsNotDown) {
  status_.pgbouncers.emplace_back("front", false);
  status_.pgbouncers_asked = {"front"};
  report();
  clock_.advance(1h);
  EXPECT_EQ(report().counts.at("PgBouncerDown").critical, 1U);
  status_.pgbouncers.clear();
  EXPECT_EQ(report().counts.count("PgBouncerDown"), 0U);
}

TEST_F(HealthTest, UnknownTargetsHaveNoHealth) {
  status_.name = "nobody";
  EXPECT_EQ(report().judged, 0U);
  EXPECT_TRUE(health_.checks("nobody").empty());
  health_.observer("nobody")->rows(*catalog_.find("bloat"), "app", ratios({{"a", "0.9"}}), {15, ""}, 1min);
}

}  // namespace
}  // namespace pgmedic::testing
