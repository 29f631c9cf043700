// The section remedies: what it may say, how mistakes are told, and that it prints as it reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <yaml-cpp/yaml.h>

#include "unit/app/support.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const char* const kEverything = R"(
remedies:
  mode: auto
  nominate: [findings]
  audit_database: medic
  kill_switch_file: /run/off
  windows: [{days: [sat, sunday], start: "22:30", duration: 4h, zone: Europe/Berlin}]
  budget: {actions: 5, bytes: 10GB, wal: 1536kB, time: 2h, failures: 1}
  allow: {databases: ["shop*"], tables: ["app.*", "a\\.b.c"]}
  deny: {databases: [], tables: ["*.audit_*"]}
  guards:
    backup: {required: true, max_age: 20h}
    oldest_transaction: {max_age: 90s}
    replication_lag: {max_bytes: 1MB, max_age: 5s}
    replication_slots: {max_bytes: 1GB}
    disk: {factor: 1.5, min_free: 2GB, max_bytes: 5GB}
    wraparound: {max_ratio: 0.7}
    load: {max_sessions: 10}
    horizon: {max_share: 0.25, max_transactions: 1000}
    yield: {after: 2s}
    input: {max_age: 10s}
  verify_after: [2h, 30m]
  proposal_ttl: 2d
  retention: 90d
  quarantine_after: 5
  reindex: {mode: auto, windows: [], cooldown: 20d, longest_cooldown: 40d, min_bytes: 1GB, max_bytes: 2GB, lock_timeout: 5m,
    statement_timeout: 1h, min_bloat: 0.5, min_gain: 7B, unattended: [unique, toast], maintenance_work_mem: 1GB}
  analyze: {mode: approve, min_ratio: 1.5, min_age: 3d, cost_delay_ms: 0.5}
  vacuum: {min_ratio: 4, maintenance_work_mem: 64MB}
  freeze: {mode: auto, min_freeze_ratio: 0.5}
  drop_leftover: {lock_timeout: 3s}
targets:
- {name: a, dsn: "", maintenance_dsn: "user=pgmedic_maintainer", maintenance_password_file: /run/secrets/medic}
- {name: b, dsn: "", maintenance_dsn_file: /run/dsn, remedies: {mode: approve, budget: {actions: 1}, vacuum: {cooldown: 2h}}}
- {name: c, dsn: "", remedies: {mode: observe}}
)";

TEST(RemediesSection, IsReadWhole) {
  const Config config = config_of(kEverything);
  const TargetPolicy& policy = config.remedies;
  EXPECT_EQ(policy.mode_of(Remedy::kReindex), Mode::kAuto);
  EXPECT_FALSE(policy.nominate_alerts);
  ASSERT_EQ(policy.windows.size(), 1U);
  EXPECT_EQ(policy.windows[0].days.to_ulong(), 0b1100000U);
  EXPECT_EQ(policy.windows[0].start, 22h + 30min);
  EXPECT_EQ(policy.budget.wal_bytes, 1536 * 1024);
  EXPECT_THAT(policy.allow.tables, ElementsAre("app.*", "a\\.b.c"));
  EXPECT_EQ(policy.guards.disk_unseen_max_bytes, 5 * kGigabyte);
  EXPECT_THAT(policy.verify_after, ElementsAre(30min, 2h));
  const RemedyPolicy& reindex = policy.of(Remedy::kReindex);
  ASSERT_TRUE(reindex.windows.has_value());
  EXPECT_TRUE(reindex.windows->empty());
  EXPECT_THAT(reindex.unattended, ElementsAre("toast", "unique"));
  EXPECT_EQ(reindex.maintenance_work_mem, "1048576kB");
  EXPECT_EQ(policy.of(Remedy::kAnalyze).min_age, 3 * 24h);
  EXPECT_EQ(policy.of(Remedy::kFreeze).min_freeze_ratio, 0.5);
}

TEST(RemediesSection, OfATargetStartsFromTheOneAtTheTop) {
  const Config config = config_of(kEverything);
  const RemedyTarget& a = config.target_remedies.at("a");
  EXPECT_EQ(a.policy, config.remedies);
  EXPECT_EQ(a.connection.dsn, "user=pgmedic_maintainer");
  EXPECT_EQ(a.connection.password_file, "/run/secrets/medic");
  const TargetPolicy& b = config.target_remedies.at("b").policy;
  EXPECT_EQ(b.mode_of(Remedy::kReindex), Mode::kApprove);
  EXPECT_EQ(b.budget.actions, 1U);
  EXPECT_EQ(b.budget.failures, 1U) << "what a target does not name stays";
  EXPECT_EQ(b.of(Remedy::kVacuum).cooldown, 2h);
  EXPECT_EQ(b.of(Remedy::kVacuum).min_ratio, 4);
  EXPECT_EQ(config.target_remedies.at("c").policy.highest_mode(), Mode::kObserve);
}

TEST(RemediesSection, PrintsAsItReads) {
  for (const std::string& text : {std::string(kEverything), std::string("targets: [{name: a, dsn: ''}]\n")}) {
    const Config config = config_of(text);
    const Config again = config_of(print_config(config));
    EXPECT_EQ(again.remedies, config.remedies);
    EXPECT_EQ(again.target_remedies, config.target_remedies) << print_config(config);
  }
}

TEST(RemediesSection, PrintsItsDefaultsAndNoSecret) {
  const std::string printed =
      print_config(config_of("targets: [{name: a, dsn: '', maintenance_dsn: 'postgresql://medic:s3cret@db1/postgres'}]\n"));
  for (const char* line : {"  mode: observe\n", "nominate: [\"alerts\", \"findings\"]", "kill_switch_file: \"/run/pgmedic/stop\"",
                           "windows: []", "verify_after: [1h, 1d]", "    mode: approve\n", "min_bloat: 0.4", "min_gain: 100MB",
                           "max_age: 26h", "maintenance_dsn: \"postgresql://medic:***@db1/postgres\""}) {
    EXPECT_THAT(printed, HasSubstr(line));
  }
  EXPECT_EQ(printed.find("s3cret"), std::string::npos);
}

TEST(RemediesSection, TellsEveryMistakeWithItsPlaceAndTheNearestWord) {
  const std::string text = R"(remedies:
  mode: automatic
  windos: []
  windows: [{days: [sonntag], start: "25:00", duration: 4h, zone: Europe/Berln}, {start: "01:00"}]
  allow: {tables: [orders]}
  guards: {disk: {factor: lots}, replication_lag: {max_byte: 3}}
  reindex: {min_bloat: 4, cooldown: soon, unattended: [uniq]}
  vacuum: {min_bloat: 0.4}
)";
  const std::string said = problems(text);
  for (const char* expected :
       {"pgmedic.yml:2:9: unknown mode \"automatic\"; write observe, propose, approve or auto\n",
        "pgmedic.yml:3:3: unknown key \"windos\" (did you mean \"windows\"?)",
        "pgmedic.yml:4:21: unknown day \"sonntag\"; write mon, tue, wed, thu, fri, sat or sun\n",
        "pgmedic.yml:4:38: \"start\": \"25:00\" is no time of day",
        "pgmedic.yml:4:67: \"zone\": unknown time zone \"Europe/Berln\" (did you mean \"Europe/Berlin\"?)",
        "pgmedic.yml:4:82: a window needs \"duration\"", "pgmedic.yml:4:82: a window needs \"zone\"",
        "pgmedic.yml:5:20: the pattern \"orders\" names no table: write schema.table",
        "pgmedic.yml:6:27: \"factor\": \"lots\" is no number", "pgmedic.yml:6:52: unknown key \"max_byte\" (did you mean \"max_bytes\"?)",
        "pgmedic.yml:7:24: \"min_bloat\" must be from 0.05 to 0.95", "pgmedic.yml:7:37: \"cooldown\"",
        "pgmedic.yml:7:56: unknown unattended \"uniq\" (did you mean \"unique\"?); write unique, expression, partial or toast\n",
        "pgmedic.yml:8:12: unknown key \"min_bloat\""}) {
    EXPECT_THAT(said, HasSubstr(expected));
  }
}

TEST(RemediesSection, AboveObserveNeedsTheMaintainersConnection) {
  EXPECT_EQ(problems("targets:\n- {name: a, dsn: '', remedies: {mode: propose}}\n"),
            "pgmedic.yml:2:32: remedies.mode is propose, which needs \"maintenance_dsn\": a connection string for the role that "
            "sql/setup/maintenance.sql makes\n");
  EXPECT_THAT(problems("remedies: {mode: auto}\ntargets:\n- {name: a, dsn: ''}\n"), HasSubstr("pgmedic.yml:3:3: remedies.mode is auto"));
  EXPECT_THAT(problems("targets:\n- {name: a, dsn: '', maintenance_dsn: 'bad s3cret'}\n"), HasSubstr("\"maintenance_dsn\": malformed"));
  EXPECT_THAT(problems("targets:\n- {name: a, dsn: '', maintenance_dsn: '', maintenance_dsn_file: x}\n"), HasSubstr("not both"));
}

TEST(RemediesSection, WarnsOfRebuildsAtAnyTime) {
  const Config config = config_of("targets: [{name: a, dsn: '', maintenance_dsn: '', remedies: {mode: auto, reindex: {mode: auto}}}]\n");
  EXPECT_THAT(config.warnings, ElementsAre(HasSubstr("indexes may be rebuilt at any time")));
}

}  // namespace
}  // namespace pgmedic
