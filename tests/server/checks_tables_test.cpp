// The checks of tables, their statistics and their age: each ailment is planted on a real server, and the check finds just that.
#include "server/object_checks.h"

namespace pgmedic {
namespace {

using support::quote_literal;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class TableChecks : public ObjectChecks {};
INSTANTIATE_TEST_SUITE_P(Server, TableChecks, testing::Values(13, 15, 18), testing::PrintToStringParamName());

TEST_P(TableChecks, FindStatistics) {
  make_table("stale", 20'000);
  make_table("fresh", 20'000);
  make_table("never", 5000);
  make_table("small", 500);
  // However often few rows are read, they stay few.
  make_table("often read", 30);
  run(std::vector<std::string>(200, "SELECT count(*) FROM " + table("often read")));
  run({"ANALYZE " + table("stale"), "ANALYZE " + table("fresh")});
  run({"INSERT INTO " + table("stale") + " SELECT i, i FROM generate_series(1, 15000) AS i"});
  std::vector<std::string> never{object("never")};
  if (GetParam() >= 14) {
    // As after pg_upgrade: rows that are read, and neither statistics nor counters.
    make_table("upgraded", 5000);
    run({"SELECT pg_stat_clear_snapshot()"});
    const auto forgotten = [&] {
      run({"SELECT pg_stat_reset_single_table_counters(" + quote_literal(table("upgraded")) + "::regclass)"});
      return server_->scalar("SELECT pg_stat_get_live_tuples(" + quote_literal(table("upgraded")) + "::regclass)", database_) == "0";
    };
    EXPECT_TRUE(support::eventually(forgotten));
    // One row that changes since does not make the others known.
    run({"SELECT count(*) FROM " + table("upgraded"), "INSERT INTO " + table("upgraded") + " VALUES (0, 0)"});
    never.push_back(object("upgraded"));
  }
  expect("PostgresNeverAnalyzed", {}, testing::ContainerEq(never));
  expect("PostgresAnalyzeOverdue", when("analyze_age", 0), ElementsAre(object("stale")));
  expect("PostgresStaleStatistics", warn_at(0.001), ElementsAre(object("stale")));
  expect_nothing("PostgresAnalyzeOverdue");
  expect_nothing("PostgresStaleStatistics");
}

TEST_P(TableChecks, FindPartitionedParents) {
  for (const char* name : {"stale", "fresh", "never"}) {
    run({"CREATE TABLE " + table(name) + " (id int, v int) PARTITION BY RANGE (id)",
         "CREATE TABLE " + table(std::string(name) + " part") + " PARTITION OF " + table(name) + " DEFAULT",
         "INSERT INTO " + table(name) + " SELECT i, i FROM generate_series(1, 12000) AS i"});
  }
  run({"ANALYZE " + table("stale"), "ANALYZE " + table("fresh")});
  run({"INSERT INTO " + table("stale") + " SELECT i, i FROM generate_series(1, 5000) AS i"});
  expect("PostgresPartitionParentNeverAnalyzed", {}, ElementsAre(object("never")));
  expect("PostgresPartitionParentStale", when("analyze_age", 0), ElementsAre(object("stale")));
  expect_nothing("PostgresPartitionParentStale");
}

TEST_P(TableChecks, FindPartitionedParentsWhoseStatisticsWereLost) {
  if (GetParam() < 14) {
    GTEST_SKIP() << "there the catalog does not tell that a parent was analyzed";
  }
  for (const char* name : {"stale", "fresh"}) {
    run({"CREATE TABLE " + table(name) + " (id int, v int) PARTITION BY RANGE (id)",
         "CREATE TABLE " + table(std::string(name) + " part") + " PARTITION OF " + table(name) + " DEFAULT",
         "INSERT INTO " + table(name) + " SELECT i, i FROM generate_series(1, 12000) AS i", "ANALYZE " + table(name)});
  }
  server_->restart(support::StopMode::kImmediate);
  checked_ = std::make_unique<CheckedServer>(*server_);
  expect("PostgresPartitionParentStale", when("analyze_age", 0), testing::IsEmpty());
  run({"INSERT INTO " + table("stale") + " SELECT i, i FROM generate_series(1, 5000) AS i"});
  expect("PostgresPartitionParentStale", when("analyze_age", 0), ElementsAre(object("stale")));
  expect_nothing("PostgresPartitionParentStale");
  // That its partitions are analyzed does not make it fresh.
  run({"ANALYZE " + table("stale part")});
  const auto analyzed = [&] { return server_->scalar("SELECT count(last_analyze) FROM pg_stat_user_tables", database_) == "1"; };
  EXPECT_TRUE(support::eventually(analyzed));
  expect("PostgresPartitionParentStale", when("analyze_age", 0), ElementsAre(object("stale")));
  expect_nothing("PostgresPartitionParentNeverAnalyzed");
}

TEST_P(TableChecks, FindWhatAutovacuumLeaves) {
  make_table("overdue", 5000);
  make_table("switched off", 2000, "WITH (autovacuum_enabled = off)");
  make_table("empty and switched off", 10, "WITH (autovacuum_enabled = off)");
  // Due by what was inserted into its TOAST table alone.
  run({"CREATE TABLE " + table("toasted") + " (v text) WITH (autovacuum_enabled = off, toast.autovacuum_vacuum_insert_threshold = 100)",
       "ALTER TABLE " + table("toasted") + " ALTER COLUMN v SET STORAGE EXTERNAL",
       "INSERT INTO " + table("toasted") + " SELECT repeat('x', 3000) FROM generate_series(1, 200)"});
  run({"VACUUM ANALYZE " + table("overdue")});
  run({"DELETE FROM " + table("overdue") + " WHERE id > 1000"});
  expect("PostgresAutovacuumOverdue", when("neglected", 0), ElementsAre(object("overdue")));
  expect("PostgresAutovacuumDisabled", when("neglected", 0), ElementsAre(object("switched off"), object("toasted")));
  expect("PostgresTableWraparound", warn_at(1e-12), Contains(object("overdue")));
  // As access methods that do not know transaction IDs leave it.
  run({"UPDATE pg_class SET relfrozenxid = '0', relminmxid = '0' WHERE relname = " + quote_literal(odd("switched off"))});
  expect("PostgresTableWraparound", warn_at(1e-12), testing::AllOf(Contains(object("overdue")), Not(Contains(object("switched off")))));
  expect_nothing("PostgresAutovacuumOverdue");
  expect_nothing("PostgresAutovacuumDisabled");
  expect_nothing("PostgresTableWraparound");
}

TEST_P(TableChecks, FindOldCatalogsAndTemporaryTables) {
  make_table("young", 10);
  support::SqlClient other = server_->client("postgres", database_);
  other.execute("CREATE TEMPORARY TABLE mine (id int)");
  expect("PostgresTableWraparound", warn_at(1e-12), ElementsAre(object("young")));
  // As if autovacuum could not freeze them: further back than autovacuum_freeze_max_age.
  run({"UPDATE pg_class SET relfrozenxid = '4000000000' WHERE relname IN ('mine', 'pg_proc')"});
  expect("PostgresTableWraparound", warn_at(0.1),
         ElementsAre(database_ + ".pg_catalog.pg_proc", testing::MatchesRegex(".*\\.pg_temp_[0-9]+\\.mine")));
}

}  // namespace
}  // namespace pgmedic
