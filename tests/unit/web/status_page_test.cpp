// The status page against golden files. PGMEDIC_REWRITE_GOLDEN=1 writes them anew: look at the difference before committing.
#include "web/status_page.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "unit/web/sample_fleet.h"
#include "unit/web/sample_health.h"

namespace pgmedic::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class StatusPageTest : public testing::Test {
 protected:
  std::string render(const StatusPageRequest& request = {}) const {
    return render_status_page(fleet_, health_, request, clock_.now_, "0.0.0");
  }
  // The page without its style sheet, which golden files need not repeat.
  std::string render_bare() const {
    std::string page = render();
    const auto start = page.find("<style>") + 7;
    return page.erase(start, page.find("</style>") - start);
  }
  static void expect_golden(const std::string& name, const std::string& actual) {
    const std::string path = std::string(PGMEDIC_GOLDEN_DIR) + "/" + name;
    if (std::getenv("PGMEDIC_REWRITE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe): the test has one thread
      std::ofstream(path, std::ios::binary) << actual;
    }
    std::ifstream stream(path, std::ios::binary);
    const std::string expected{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    EXPECT_EQ(actual, expected) << path;
  }

  FakeFleet fleet_;
  HealthSource health_;
  StandingClock clock_;
};

TEST_F(StatusPageTest, OneHealthyTarget) {
  add_primary(fleet_, clock_.now_);
  expect_golden("one_target.html", render_bare());
}

TEST_F(StatusPageTest, ThreeTargetsWithTrouble) {
  add_primary(fleet_, clock_.now_);
  add_troubled(fleet_, clock_.now_);
  add_down(fleet_);
  expect_golden("three_targets.html", render_bare());
}

TEST_F(StatusPageTest, FindingsOfAnAilingTarget) {
  add_primary(fleet_, clock_.now_);
  health_ = [&](const TargetView& target) { return ailing(target.status(), clock_.now_); };
  expect_golden("ailing_target.html", render_bare());
}

TEST_F(StatusPageTest, ACheckMayHaveNoRunbook) {
  add_primary(fleet_, clock_.now_);
  bool runbook = true;
  health_ = [&](const TargetView& target) {
    HealthView health = healthy(target.status());
    health.report.findings.push_back(sample_bloat("orders_pkey", clock_.now_));
    health.report.findings.back().runbook = runbook ? "https://example.org/bloat" : "";
    return health;
  };
  EXPECT_THAT(render(), HasSubstr("CONCURRENTLY. <a href=\"https://example.org/bloat\">Runbook</a></p>"));
  runbook = false;
  EXPECT_THAT(render(), HasSubstr("CONCURRENTLY.</p>"));
}

TEST_F(StatusPageTest, NothingIsRedOnAHealthyTarget) {
  add_primary(fleet_, clock_.now_);
  fleet_.targets_[0]->status_.pgbouncers.pop_back();  // the one that is down
  health_ = [](const TargetView& target) { return healthy(target.status()); };
  const std::string page = render_bare();
  EXPECT_THAT(page, HasSubstr("5 checks fine"));
  EXPECT_THAT(page, Not(HasSubstr("badge bad")));
  EXPECT_THAT(page, Not(HasSubstr("critical")));
}

TEST_F(StatusPageTest, AThousandFindingsStaySmall) {
  add_primary(fleet_, clock_.now_);
  health_ = [&](const TargetView& target) {
    HealthView health = healthy(target.status());
    for (int i = 0; i < 1000; ++i) {
      health.report.findings.push_back(sample_bloat("index_" + std::to_string(i), clock_.now_));
      health.report.unknown.push_back({"PostgresX", "db" + std::to_string(i), "failing", "timeout"});
    }
    return health;
  };
  const std::string page = render();
  EXPECT_LT(page.size(), 60'000U);
  EXPECT_THAT(page, HasSubstr("1,000 objects"));
  EXPECT_THAT(page, HasSubstr("950 are not shown"));
  EXPECT_THAT(page, HasSubstr("/api/v1/findings?target=main&amp;check=PostgresIndexBloat"));
}

TEST_F(StatusPageTest, TheOverviewTellsTheHealthOfEveryTarget) {
  for (int i = 0; i < 5; ++i) {
    fleet_.add("t" + std::to_string(i)).status_.up = true;
  }
  health_ = [&](const TargetView& target) {
    return target.name() == "t3" ? ailing(target.status(), clock_.now_) : healthy(target.status());
  };
  const std::string page = render();
  EXPECT_THAT(page, HasSubstr("2 critical"));
  EXPECT_THAT(page, HasSubstr("1 warning"));
}

TEST_F(StatusPageTest, ASessionThatLeftWithoutAnErrorRests) {
  fleet_.add("main").status_.sessions = {{"roaming", false, "", "", ""}};
  const std::string page = render();
  EXPECT_THAT(page, HasSubstr("resting"));
  EXPECT_THAT(page, Not(HasSubstr("not connected")));
}

TEST_F(StatusPageTest, APgBouncersErrorIsNotTheServers) {
  add_down(fleet_);
  auto& sessions = fleet_.targets_[0]->status_.sessions;
  sessions.insert(sessions.begin(), {"pgbouncer front", false, "", "", "no such user"});
  EXPECT_THAT(render(), HasSubstr("The server cannot be reached: connection to server at"));
}

TEST_F(StatusPageTest, NoTargets) {
  EXPECT_THAT(render(), HasSubstr("There are no targets"));
}

TEST_F(StatusPageTest, NamesOfTheServerAreNeverHtml) {
  add_troubled(fleet_, clock_.now_);
  const std::string page = render();
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<b>2")));
  EXPECT_THAT(page, Not(HasSubstr("refused <i>")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(page, HasSubstr("bad\xEF\xBF\xBD utf8"));
  EXPECT_THAT(page, HasSubstr("/probe?target=standby%20%3Cb%3E2%3C%2Fb%3E"));
}

TEST_F(StatusPageTest, ThreeHundredDatabasesStaySmall) {
  FakeTarget& target = fleet_.add("large");
  target.status_.up = true;
  for (int i = 0; i < 300; ++i) {
    target.status_.databases.push_back("database_" + std::to_string(i));
    for (int c = 0; c < 20; ++c) {
      auto status = sample_collector("collector_" + std::to_string(c), target.status_.databases.back(), clock_.now_, Scope::kDatabase);
      status.failing = i == 250 && c == 3;
      status.last_error_reason = status.failing ? "timeout" : "";
      target.status_.collectors.push_back(status);
    }
  }
  const std::string page = render();
  EXPECT_LT(page.size(), 200'000U);
  EXPECT_THAT(page, HasSubstr("1 of 300 failing"));
  EXPECT_THAT(page, HasSubstr("(database_250)"));
  EXPECT_THAT(page, HasSubstr("/api/v1/collectors?target=large&amp;collector=collector_3"));
}

TEST_F(StatusPageTest, ManyTargetsAreAnOverviewWithAPageEach) {
  for (int i = 0; i < 50; ++i) {
    fleet_.add("t" + std::to_string(i)).status_.databases = {"only_in_full"};
  }
  EXPECT_THAT(render(), Not(HasSubstr("only_in_full")));
  EXPECT_THAT(render(), HasSubstr("href=\"/?target=t49\""));
  StatusPageRequest one;
  one.target = "t49";
  EXPECT_THAT(render(one), HasSubstr("only_in_full"));
  EXPECT_THAT(render(one), Not(HasSubstr("t48")));
}

TEST_F(StatusPageTest, NothingComesFromTheNetwork) {
  add_primary(fleet_, clock_.now_);
  const std::string page = render();
  for (const char* word : {"http://", "https://", "url(", "@import", "src="}) {
    EXPECT_THAT(page, Not(HasSubstr(word)));
  }
}

}  // namespace
}  // namespace pgmedic::test
