// From a trouble in a server to somebody who is told, and back: everything in between is the real thing.
#include <gtest/gtest.h>

#include <algorithm>

#include "e2e/ailments.h"
#include "support/child_program.h"
#include "support/eventually.h"
#include "support/server_binaries.h"

namespace pgmedic::e2e {
namespace {

using namespace std::chrono_literals;

// A minute is plenty for what takes a few seconds on a machine with nothing else to do.
constexpr auto kPatience = 120s;

class ChainTest : public testing::Test {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    if (const std::string missing = missing_program(); !missing.empty()) {
      ASSERT_FALSE(support::servers_required()) << missing;
      GTEST_SKIP() << missing;
    }
  }
};

std::string text_of(const std::map<std::string, std::string>& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += name + "=" + value + " ";
  }
  return text;
}

TEST_F(ChainTest, EveryPlantedTroubleIsToldAndItsEndToo) {
  ChainSettings settings;
  settings.server = fragile_server();
  settings.pgbouncer = small_pooler();
  settings.checks = sensitive_checks();
  Chain chain(settings);
  const std::vector<Ailment> troubles = ailments();
  ASSERT_GE(troubles.size(), 15U);
  for (const Ailment& trouble : troubles) {
    trouble.plant(chain);
  }
  for (const Ailment& trouble : troubles) {
    EXPECT_TRUE(support::eventually([&] { return chain.firing(trouble.labels).has_value(); }, kPatience))
        << "does not fire: " << text_of(trouble.labels) << "\n"
        << chain.alerts_text();
    EXPECT_TRUE(support::eventually(
        [&] {
          const auto told = chain.delivered(trouble.labels);
          return told && told->firing;
        },
        kPatience))
        << "nobody was told: " << text_of(trouble.labels);
    if (const auto told = chain.delivered(trouble.labels)) {
      EXPECT_TRUE(told->annotations.contains("summary") && told->annotations.contains("runbook_url")) << text_of(trouble.labels);
    }
  }
  // Backwards: what is done to indexes and tables waits for open transactions.
  std::for_each(troubles.rbegin(), troubles.rend(), [&](const Ailment& trouble) { trouble.heal(chain); });
  for (const Ailment& trouble : troubles) {
    EXPECT_TRUE(support::eventually([&] { return !chain.firing(trouble.labels).has_value(); }, kPatience))
        << "goes on firing: " << text_of(trouble.labels) << "\n"
        << chain.alerts_text();
    EXPECT_TRUE(support::eventually(
        [&] {
          const auto told = chain.delivered(trouble.labels);
          return told && !told->firing;
        },
        kPatience))
        << "nobody was told of the end: " << text_of(trouble.labels);
  }
}

TEST_F(ChainTest, ServerAndPoolerThatAreGoneAreToldAndTheirReturnToo) {
  Chain chain({});
  const std::map<std::string, std::string> pooler{{"alertname", "PgBouncerDown"}, {"severity", "critical"}};
  const std::map<std::string, std::string> server{{"alertname", "PostgresDown"}, {"severity", "critical"}};
  chain.pgbouncer().stop();
  EXPECT_TRUE(support::eventually([&] { return chain.delivered(pooler).has_value(); }, kPatience)) << chain.alerts_text();
  chain.pgbouncer().start();
  EXPECT_TRUE(support::eventually([&] { return !chain.delivered(pooler)->firing; }, kPatience)) << chain.alerts_text();
  chain.server().stop();
  EXPECT_TRUE(support::eventually([&] { return chain.delivered(server).has_value(); }, kPatience)) << chain.alerts_text();
  chain.server().start();
  EXPECT_TRUE(support::eventually([&] { return !chain.delivered(server)->firing; }, kPatience)) << chain.alerts_text();
}

// A bench as the traffic of an application, through the pooler and past it, until the object goes.
std::vector<std::unique_ptr<support::ChildProgram>> traffic(Chain& chain) {
  const std::string pgbench = support::server_binaries(15) + "/pgbench";
  support::ChildProgram fill(pgbench, {"-i", "-q", "-s", "3", chain.server().dsn()});
  EXPECT_EQ(fill.wait_exit(60s), 0) << fill.err();
  std::vector<std::unique_ptr<support::ChildProgram>> all;
  for (const std::string& way : {chain.server().dsn(), chain.pgbouncer().dsn("postgres", "postgres")}) {
    all.push_back(std::make_unique<support::ChildProgram>(
        pgbench, std::vector<std::string>{"-n", "-c", "3", "-R", "30", "-T", "600", "-M", "simple", way}));
  }
  return all;
}

// The rules do not even wait here; two minutes are what an impatient person would watch.
TEST_F(ChainTest, NothingIsToldOfAHealthyServer) {
  constexpr auto kWatch = 120s;
  Chain chain({});
  const auto busy = traffic(chain);
  // At first nothing is known, and that is told.
  ASSERT_TRUE(support::eventually(
      [&] {
        return !chain.prometheus().query("pgmedic_findings").empty() &&
               chain.prometheus().query(R"(pgmedic_check_unknown{reason=~"no_data|failing|too_old"} > 0)").empty() &&
               chain.prometheus().alerts().empty();
      },
      kPatience))
      << chain.alerts_text();
  const bool told = support::eventually([&] { return !chain.prometheus().alerts().empty(); }, kWatch);
  EXPECT_FALSE(told) << chain.alerts_text();
  for (const auto& one : busy) {
    EXPECT_TRUE(one->running()) << one->err();
  }
  EXPECT_FALSE(chain.prometheus().query("rate(pg_stat_database_xact_commit[1m]) > 1").empty()) << "there was no traffic";
}

}  // namespace
}  // namespace pgmedic::e2e
