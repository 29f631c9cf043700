#include "app/check_table.h"

#include <gtest/gtest.h>

#include "app/check_command.h"
#include "base/text.h"
#include "unit/web/sample_fleet.h"
#include "unit/web/sample_health.h"

namespace pgmedic::test {
namespace {

class CheckTable : public testing::Test {
 protected:
  CheckTable() {
    add_primary(fleet_, clock_.now_);
    add_down(fleet_);
  }
  TargetStatus up() const { return fleet_.targets_[0]->status(); }
  TargetStatus down() const { return fleet_.targets_[1]->status(); }
  FakeFleet fleet_;
  StandingClock clock_;
};

TEST_F(CheckTable, TellsTheWorstFirstAndWhatToDo) {
  EXPECT_EQ(check_table({ailing(up(), clock_.now_)}, {}), R"(CRITICAL: 2 critical, 2 warnings, 1 not answered, 1 check fine
main: db1.example.org:5432, PostgreSQL 15.18

CRITICAL PostgresIndexBloat shop.public.orders.orders_pkey
  shop.public.orders_pkey wastes 1.2 GB
  71 %, critical above 60 %, since 2025-12-31 23:57:00 UTC
  bloat_bytes 1.2 GB, density 29 %
  Rebuild it with REINDEX INDEX CONCURRENTLY.
  https://github.com/pgmedic/pgmedic/blob/main/alerts/runbooks/PostgresIndexBloat.md

CRITICAL PostgresIndexBloat shop.public.orders.orders_customer_id_idx
  shop.public.orders_customer_id_idx wastes 1.2 GB
  71 %, critical above 60 %, since 2025-12-31 23:57:00 UTC
  bloat_bytes 1.2 GB, density 29 %

WARNING PostgresIdleInTransaction shop usename=app <b>
  a session of app <b> in shop is idle in its transaction for 12 min 34 s
  12 min 34 s, warning above 10 min, since 2025-12-31 23:57:26 UTC
  Find out what it waits for; its transaction keeps dead rows from being
  removed.
  https://github.com/pgmedic/pgmedic/blob/main/alerts/runbooks/PostgresIdleInTransaction.md

WARNING PostgresReplicaLagBytes application_name=replica1
  replica1 is 512 MB behind
  512 MB, warning above 256 MB; would alert after 5m
  Look at the replica's I/O and at its network.
  https://github.com/pgmedic/pgmedic/blob/main/alerts/runbooks/PostgresReplicaLagBytes.md

UNKNOWN PostgresIndexBloat in billing
  canceling statement due to statement timeout

1 check needs more than one look: PostgresDeadlocks

1 check cannot be judged:
  needs a standby:
    PostgresReplicaLagSeconds
)");
}

TEST_F(CheckTable, ACheckMayHaveNoRunbook) {
  HealthView health = healthy(up());
  health.report.findings = {sample_bloat("orders_pkey", clock_.now_)};
  health.report.findings.back().runbook.clear();
  EXPECT_EQ(check_table({health}, {}).find("runbooks"), std::string::npos);
}

TEST_F(CheckTable, IsTwoLinesWhenAllIsFine) {
  EXPECT_EQ(check_table({healthy(up())}, {}), "OK: 5 checks fine\nmain: db1.example.org:5432, PostgreSQL 15.18\n");
}

TEST_F(CheckTable, SaysWhyAServerCannotBeReachedAndNothingElseOfIt) {
  HealthView gone = healthy(down());
  gone.report.findings = {sample_finding("PostgresDown", Severity::kCritical, 0, 1, "", clock_.now_)};
  gone.report.unknown = {{"PostgresIndexBloat", "", "no_data", "collector index_bloat has not run yet"}};
  EXPECT_EQ(check_table({gone}, {}), R"(UNKNOWN: 1 server not reached
gone: db3:5432 cannot be reached: connection to server at "db3", port 5432
failed: Connection refused
  https://github.com/pgmedic/pgmedic/blob/main/alerts/runbooks/PostgresDown.md
)");
}

TEST_F(CheckTable, NamesTheTargetWhereThereAreSeveral) {
  const std::string text = check_table({healthy(up()), ailing(up(), clock_.now_), healthy(down())}, {});
  EXPECT_EQ(text.rfind("CRITICAL: 2 critical, 2 warnings, 1 server not reached, 1 not answered, 6 checks fine\n", 0), 0U) << text;
  EXPECT_NE(text.find("\nCRITICAL PostgresIndexBloat main: shop.public.orders.orders_pkey\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nUNKNOWN PostgresIndexBloat main in billing\n"), std::string::npos) << text;
}

// What the table says behind its last empty line.
std::string last_part(const std::string& text) {
  return text.substr(text.rfind("\n\n") + 2);
}

TEST_F(CheckTable, SaysWhatChecksLackAndWhere) {
  HealthView health = healthy(up());  // postgres, shop and billing
  const std::string extension = "needs CREATE EXTENSION pgstattuple in database ";
  const std::string privilege = "needs GRANT pg_monitor TO pgmedic";
  health.report.unknown = {{"PostgresIndexBloat", "shop", "unsupported", extension + "shop"},
                           {"PostgresTableBloat", "billing", "unsupported", extension + "billing"},
                           {"PostgresTableBloat", "shop", "unsupported", extension + "shop"},
                           {"PostgresSequences", "billing", "unsupported", privilege},
                           {"PostgresSequences", "postgres", "unsupported", privilege},
                           {"PostgresSequences", "shop", "unsupported", privilege},
                           {"PostgresWal", "", "unsupported", privilege},
                           {"PostgresSlowQueries", "", "unsupported", "needs CREATE EXTENSION pg_stat_statements in database postgres"},
                           {"PostgresVisibility", "billing", "unsupported", "needs CREATE EXTENSION pg_visibility in database billing"},
                           {"PostgresVisibility", "postgres", "unsupported", "needs CREATE EXTENSION pg_visibility in database postgres"},
                           {"PostgresVisibility", "shop", "unsupported", "needs CREATE EXTENSION pg_visibility in database shop"}};
  EXPECT_EQ(last_part(check_table({health}, {})), R"(6 checks cannot be judged:
  needs CREATE EXTENSION pg_stat_statements in database postgres:
    PostgresSlowQueries
  needs CREATE EXTENSION pg_visibility in every database:
    PostgresVisibility
  needs CREATE EXTENSION pgstattuple in database shop:
    PostgresIndexBloat
  needs CREATE EXTENSION pgstattuple in databases billing, shop:
    PostgresTableBloat
  needs GRANT pg_monitor TO pgmedic:
    PostgresSequences, PostgresWal
)");
}

TEST_F(CheckTable, NamesTargetsAndDatabasesThatLackSomethingUpToAFew) {
  HealthView poor = healthy(up());
  poor.status.databases.clear();
  for (char letter = 'a'; letter < 'j'; ++letter) {
    poor.status.databases.emplace_back(1, letter);
    if (letter != 'a') {
      poor.report.unknown.push_back({"PostgresX", std::string(1, letter), "unsupported", "lacks something"});
    }
  }
  HealthView rich = healthy(up());
  rich.status.name = "rich";
  rich.report.unknown = {{"PostgresY", "", "unsupported", "rests on a standby"}};
  poor.report.unknown.push_back({"PostgresY", "", "unsupported", "rests on a standby"});
  EXPECT_EQ(last_part(check_table({poor, rich}, {})), R"(2 checks cannot be judged:
  lacks something in databases b, c, d, e, f and 3 more on main:
    PostgresX
  rests on a standby:
    PostgresY
)");
}

TEST_F(CheckTable, ColoursOnlyTheSeverityAndOnlyWhenToldTo) {
  EXPECT_EQ(check_table({ailing(up(), clock_.now_)}, {}).find('\033'), std::string::npos);
  TableStyle style;
  style.colour = true;
  const std::string text = check_table({ailing(up(), clock_.now_)}, style);
  EXPECT_NE(text.find("\n\033[1;31mCRITICAL\033[0m PostgresIndexBloat"), std::string::npos) << text;
  EXPECT_NE(text.find("\n\033[1;33mWARNING\033[0m "), std::string::npos) << text;
  EXPECT_EQ(check_table({healthy(up())}, style).rfind("\033[1;32mOK\033[0m: ", 0), 0U);
}

TEST_F(CheckTable, NamesDoNotSpeakToTheTerminal) {
  HealthView health = ailing(up(), clock_.now_);
  health.report.findings.front().labels.back().second = "x\033[2J\n\xFF";
  health.report.findings.front().summary = "\033]0;title\a";
  const std::string text = check_table({health}, {});
  EXPECT_EQ(text.find('\033'), std::string::npos);
  EXPECT_EQ(text.find('\a'), std::string::npos);
  EXPECT_NE(text.find("shop.public.orders.x?[2J?\xEF\xBF\xBD\n"), std::string::npos) << text;
}

TEST_F(CheckTable, ManyObjectsOfACheckAreCutUnlessItIsAskedFor) {
  HealthView health = healthy(up());
  for (int i = 0; i < 35; ++i) {
    health.report.findings.push_back(sample_bloat("index_" + std::to_string(i), clock_.now_));
  }
  const std::string text = check_table({health}, {});
  EXPECT_NE(text.find("index_9"), std::string::npos);
  EXPECT_EQ(text.find("index_10"), std::string::npos);
  EXPECT_NE(text.find("\nand 25 more of PostgresIndexBloat: --only=PostgresIndexBloat shows all of them\n"), std::string::npos) << text;
  TableStyle full;
  full.in_full = true;
  EXPECT_NE(check_table({health}, full).find("index_34"), std::string::npos);
}

TEST_F(CheckTable, FitsIntoTheWidth) {
  for (const std::size_t width : {40U, 80U}) {
    TableStyle style;
    style.width = width;
    const std::string text = check_table({ailing(up(), clock_.now_)}, style);
    for (const std::string& line : split(text.substr(text.find('\n') + 1), '\n')) {  // the first line is one, however long
      const bool one_word = trim(line).find(' ') == std::string::npos;
      EXPECT_TRUE(one_word || line.size() <= width) << line;
    }
  }
}

TEST(WrapText, CountsCharactersAndKeepsLongWords) {
  EXPECT_EQ(wrap_text("one two three", 2, 9), "  one two\n  three\n");
  EXPECT_EQ(wrap_text("äöü äöü", 0, 7), "äöü äöü\n");
  EXPECT_EQ(wrap_text("a verylongword b", 1, 6), " a\n verylongword\n b\n");
  EXPECT_EQ(wrap_text("", 2, 80), "");
}

TEST(ExitCode, IsThatOfMonitoringPlugins) {
  EXPECT_EQ(exit_code(HealthVerdict::kFine), 0);
  EXPECT_EQ(exit_code(HealthVerdict::kWarning), 1);
  EXPECT_EQ(exit_code(HealthVerdict::kCritical), 2);
  EXPECT_EQ(exit_code(HealthVerdict::kUnknown), 3);
}

}  // namespace
}  // namespace pgmedic::test
