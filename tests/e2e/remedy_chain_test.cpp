// A trouble that pgmedic mends by itself: measured, told, nominated by Alertmanager, guarded, done, verified, and told to be over.
// And what it cannot mend, because the trouble is its own.
#include <gtest/gtest.h>

#include "e2e/ailments.h"
#include "support/eventually.h"

namespace pgmedic::e2e {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 120s;

struct Case {
  const char* alert;
  const char* remedy;
  std::map<std::string, std::string> object;  // labels
  std::vector<std::string> plant;
};

std::vector<Case> cases() {
  return {
      {"PostgresIndexBloat",
       "reindex",
       {{"indexrelname", "thin_v"}},
       {"CREATE TABLE thin AS SELECT i AS v FROM generate_series(1, 200000) AS i; CREATE INDEX thin_v ON thin (v); "
        "DELETE FROM thin WHERE v % 5 <> 0; ALTER TABLE thin OWNER TO app",
        "VACUUM ANALYZE thin"}},
      {"PostgresAnalyzeOverdue",
       "analyze",
       {{"relname", "changed"}},
       {"CREATE TABLE changed WITH (fillfactor = 50) AS SELECT i AS v FROM generate_series(1, 2000) AS i; ALTER TABLE changed OWNER TO app",
        "VACUUM ANALYZE changed", "INSERT INTO changed SELECT generate_series(1, 2000)"}},
      {"PostgresAutovacuumOverdue",
       "vacuum",
       {{"relname", "dirty"}},
       {"CREATE TABLE dirty AS SELECT i AS v FROM generate_series(1, 5000) AS i; ALTER TABLE dirty OWNER TO app", "VACUUM ANALYZE dirty",
        "DELETE FROM dirty WHERE v % 2 = 0", "ANALYZE dirty"}},
  };
}

ChainSettings settings() {
  ChainSettings all;
  all.server = {{"autovacuum_naptime", "1d"}};
  all.checks =
      "  PostgresIndexBloat: {when: {bloat_bytes: 64kB}}\n"
      "  PostgresAnalyzeOverdue: {when: {analyze_age: 1s, changed: 100}}\n"
      "  PostgresAutovacuumOverdue: {when: {neglected: 1s, dead: 100}}\n";
  all.remedies =
      "  mode: auto\n"
      "  nominate: [alerts]\n"
      "  kill_switch_file: \"\"\n"
      "  guards: {disk: {max_bytes: 100GB, min_free: 0B}, load: {max_sessions: 1000}}\n"
      "  reindex: {mode: auto, min_bytes: 64kB, min_gain: 64kB}\n";
  return all;
}

TEST(RemedyChain, WhatIsToldIsMendedAndToldToBeOver) {
  PGMEDIC_NEED_SERVER(15);
  if (const std::string missing = missing_program(); !missing.empty()) {
    ASSERT_FALSE(support::servers_required()) << missing;
    GTEST_SKIP() << missing;
  }
  Chain chain(settings());
  chain.server().execute("CREATE ROLE app; GRANT app TO pgmedic_maintainer; GRANT USAGE, CREATE ON SCHEMA public TO app");
  for (const Case& one : cases()) {
    for (const std::string& statement : one.plant) {
      chain.server().execute(statement);
    }
  }
  const auto size = [&] { return std::stol(chain.server().scalar("SELECT pg_relation_size('thin_v')")); };
  const long before = size();
  for (const Case& one : cases()) {
    std::map<std::string, std::string> labels = one.object;
    labels["alertname"] = one.alert;
    const std::string action = std::string(" FROM pgmedic.action WHERE remedy = '") + one.remedy + "'";
    EXPECT_TRUE(support::eventually([&] { return chain.delivered(labels).has_value(); }, kPatience)) << one.alert << " was not told\n"
                                                                                                     << chain.alerts_text();
    EXPECT_TRUE(support::eventually([&] { return chain.server().scalar("SELECT state" + action) == "succeeded"; }, kPatience))
        << one.remedy << ": " << chain.page("/api/v1/actions") << chain.daemon().log();
    EXPECT_EQ(chain.server().scalar("SELECT count(*)" + action +
                                    " AND trigger = 'alertmanager' AND statement <> '' AND started IS NOT NULL "
                                    "AND ended IS NOT NULL"),
              "1");
    EXPECT_TRUE(support::eventually(
        [&] {
          const auto told = chain.delivered(labels);
          return told && !told->firing;
        },
        kPatience))
        << one.alert << " goes on\n"
        << chain.alerts_text();
  }
  EXPECT_LT(size(), before / 2);
  EXPECT_EQ(chain.server().scalar("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
}

// Analyzing the table evaluates its index's expression, which fails by then.
constexpr const char* kCannotBeAnalyzed =
    "CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 2 * $1; END';"
    "CREATE TABLE broken AS SELECT i AS v FROM generate_series(1, 2000) AS i; CREATE INDEX broken_twice ON broken (twice(v));"
    "ALTER TABLE broken OWNER TO app; ANALYZE broken; INSERT INTO broken SELECT generate_series(1, 2000);"
    "CREATE OR REPLACE FUNCTION twice(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE EXCEPTION ''no''; END'";

TEST(RemedyChain, ItsOwnTroublesAreToldToPeople) {
  PGMEDIC_NEED_SERVER(15);
  if (const std::string missing = missing_program(); !missing.empty()) {
    ASSERT_FALSE(support::servers_required()) << missing;
    GTEST_SKIP() << missing;
  }
  ChainSettings all = settings();
  all.remedies += "  quarantine_after: 1\n";
  Chain chain(all);
  chain.server().execute("CREATE ROLE app; GRANT app TO pgmedic_maintainer; GRANT USAGE, CREATE ON SCHEMA public TO app");
  chain.server().execute(kCannotBeAnalyzed);
  const std::map<std::string, std::string> quarantine{{"alertname", "PgmedicQuarantine"}, {"action", "analyze"}};
  EXPECT_TRUE(support::eventually([&] { return chain.delivered(quarantine).has_value(); }, kPatience))
      << chain.alerts_text() << chain.page("/api/v1/actions") << chain.daemon().log();

  const std::map<std::string, std::string> journal{{"alertname", "PgmedicJournalFailing"}, {"reason", "unusable"}};
  EXPECT_FALSE(chain.firing(journal).has_value());
  chain.server().execute("ALTER ROLE pgmedic_maintainer NOLOGIN");
  chain.server().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pgmedic_maintainer'");
  EXPECT_TRUE(support::eventually([&] { return chain.delivered(journal).has_value(); }, kPatience)) << chain.alerts_text();
  chain.server().execute("ALTER ROLE pgmedic_maintainer LOGIN");
  EXPECT_TRUE(support::eventually(
      [&] {
        const auto told = chain.delivered(journal);
        return told && !told->firing;
      },
      kPatience))
      << chain.alerts_text();
}

}  // namespace
}  // namespace pgmedic::e2e
