// What is judged without rows.
#include "health/own_checks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "health_fixture.h"

namespace pgmedic::testing {
namespace {

using namespace std::chrono_literals;

const WallTime kNow{1000h};

const Check& own(const std::string& name) {
  const auto& all = own_checks();
  return *std::find_if(all.begin(), all.end(), [&](const Check& check) { return check.name == name; });
}

std::vector<std::string> summaries(const std::string& check, const TargetStatus& status) {
  std::vector<std::string> texts;
  for (const Observation& observation : judge_own(own(check), status, kNow).value_or(Judgement()).observations) {
    texts.push_back(join_summary(observation.summary, "threshold"));
  }
  return texts;
}

using Summaries = std::vector<std::string>;

TEST(OwnChecks, HaveNamesThatTheCatalogKeepsForThem) {
  EXPECT_EQ(own_checks().size(), 5U);
  for (const Check& check : own_checks()) {
    EXPECT_TRUE(is_own_check_name(check.name)) << check.name;
  }
  EXPECT_TRUE(std::is_sorted(own_checks().begin(), own_checks().end(), [](const Check& a, const Check& b) { return a.name < b.name; }));
}

TEST(OwnChecks, AreQuietWhenAllIsWell) {
  TargetStatus status = target_status();
  status.collectors[0].last_success = kNow - 1min;
  for (const Check& check : own_checks()) {
    const auto judgement = judge_own(check, status, kNow);
    EXPECT_EQ(judgement.has_value(), check.name != "PgBouncerDown") << check.name;
    EXPECT_TRUE(!judgement || (judgement->reason.empty() && judgement->observations.empty())) << check.name;
  }
}

TEST(OwnChecks, ADeadServerIsOneFindingAndTheRestIsUnknown) {
  TargetStatus status = target_status({"app", "other"});
  status.up = false;
  status.databases_up = {{"app", false}, {"other", false}};
  for (CollectorStatus& collector : status.collectors) {
    collector.failing = true;
    collector.last_success = kNow - 1h;
  }
  status.sessions.push_back({"steady", false, "", "", "connection refused"});
  EXPECT_EQ(summaries("PostgresDown", status), Summaries{"PostgreSQL at db:5432 does not answer: connection refused"});
  for (const char* name : {"PostgresDatabaseDown", "PgmedicCollectorFailing", "PgmedicDataTooOld"}) {
    EXPECT_EQ(judge_own(own(name), status, kNow)->reason, "failing") << name;
  }
}

TEST(OwnChecks, NothingIsDownBeforeItWasTried) {
  TargetStatus status;
  status.name = "main";
  CollectorStatus collector = collector_status("");
  collector.scope = Scope::kCluster;
  collector.runs = 0;
  status.collectors.push_back(collector);
  status.pgbouncers.emplace_back("front", false);
  EXPECT_EQ(judge_own(own("PostgresDown"), status, kNow)->reason, "no_data");
  EXPECT_EQ(judge_own(own("PgBouncerDown"), status, kNow)->reason, "no_data");
  status.asked = true;
  status.pgbouncers_asked = {"front"};
  EXPECT_EQ(summaries("PostgresDown", status).size(), 1U);
  EXPECT_EQ(summaries("PgBouncerDown", status).size(), 1U);
}

TEST(OwnChecks, NameDatabasesPgBouncersAndCollectors) {
  TargetStatus status = target_status({"app", "other"});
  status.databases_up["other"] = false;
  status.collectors[0].failing = true;
  status.collectors[0].last_error = "no privilege";
  status.collectors[1].failing = true;  // its database is down: that is told already
  EXPECT_EQ(summaries("PostgresDatabaseDown", status).size(), 1U);
  EXPECT_EQ(summaries("PgmedicCollectorFailing", status), Summaries{"collector bloat fails in app: no privilege"});
  const auto judgement = judge_own(own("PgmedicCollectorFailing"), status, kNow);
  EXPECT_EQ(judgement->observations[0].labels,
            (std::vector<std::pair<std::string, std::string>>{{"collector", "bloat"}, {"datname", "app"}}));
  CollectorStatus pools = collector_status("front");
  pools.scope = Scope::kPgBouncer;
  pools.failing = true;
  status.collectors.push_back(pools);
  status.pgbouncers = {{"front", false}, {"back", true}};
  status.pgbouncers_asked = {"front", "back"};
  status.sessions.push_back({"pgbouncer front", false, "", "", "refused"});
  EXPECT_EQ(summaries("PgBouncerDown", status), Summaries{"PgBouncer front does not answer: refused"});
}

TEST(OwnChecks, ADatabaseIsDownForItsOwnReason) {
  TargetStatus status = target_status({"app", "other"});
  status.databases_up["other"] = false;
  status.database_errors["other"] = "no privilege CONNECT";
  status.sessions.push_back({"roaming", false, "", "", "the connection was lost"});
  EXPECT_EQ(summaries("PostgresDatabaseDown", status), Summaries{"database other cannot be entered: no privilege CONNECT"});
}

TEST(OwnChecks, SayWhyNoDatabaseIsVisited) {
  TargetStatus status = target_status({});
  const auto silence = [&] { return judge_own(own("PostgresDatabaseDown"), status, kNow).value_or(Judgement()); };
  EXPECT_EQ(silence().detail, "nothing of the kind was tried yet");
  status.databases_known = true;
  EXPECT_EQ(silence().reason, "no_data");
  EXPECT_EQ(silence().detail, "databases.include and exclude leave none of the server's databases");
  status.visits_databases = false;
  EXPECT_EQ(silence().reason, "unsupported");
  EXPECT_EQ(silence().detail, "no collector visits databases");
  EXPECT_EQ(judge_own(own("PgmedicCollectorFailing"), status, kNow)->reason, "no_data") << "not about databases";
  status.up = false;
  EXPECT_EQ(silence().reason, "failing");
}

TEST(OwnChecks, CountTheAgeInIntervals) {
  TargetStatus status = target_status();
  status.collectors[0].last_success = kNow - 4min;
  EXPECT_EQ(summaries("PgmedicDataTooOld", status), Summaries{"collector bloat last worked in app 4 min ago and should every 1 min"});
  status.collectors[0].effective_interval = 5min;  // stretched
  EXPECT_EQ(summaries("PgmedicDataTooOld", status), Summaries());
}

}  // namespace
}  // namespace pgmedic::testing
