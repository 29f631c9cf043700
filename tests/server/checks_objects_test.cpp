// The checks of database objects: each ailment is planted on a real server, under names that trip careless code, and the check
// finds just that. Sizes and ages that would take hours to plant are overridden, and the test says so.
#include <gmock/gmock.h>

#include <vector>

#include "server/checked_server.h"
#include "server/hostile_cluster.h"
#include "support/eventually.h"

namespace pgmedic {
namespace {

using support::PostgresServer;
using support::quote_literal;
using support::quote_name;
using support::SqlError;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// 63 bytes, the longest that there is, with everything that has a meaning somewhere.
std::string odd(std::string name) {
  name += " \"'\n\\{x} ";
  name.resize(63, 'x');
  return name;
}

class ObjectChecks : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    support::PostgresSettings settings;
    settings.major = GetParam();
    settings.settings = {{"autovacuum", "off"}, {"track_commit_timestamp", "on"}};
    server_ = std::make_unique<PostgresServer>(settings);
    server_->execute("CREATE DATABASE " + quote_name(database_));
    make_monitor_role(*server_, database_);
    run({"CREATE SCHEMA " + quote_name(schema_)});
    checked_ = std::make_unique<CheckedServer>(*server_);
  }

  // Each in a transaction of its own, in a session of its own for all: its counters are handed in when it ends.
  void run(const std::vector<std::string>& statements) const {
    support::SqlClient client = server_->client("postgres", database_);
    for (const std::string& statement : statements) {
      client.execute(statement);
    }
  }
  void make_table(const std::string& name, int rows, const std::string& more = "") const {
    run({"CREATE TABLE " + table(name) + " (id int, v int) " + more,
         "INSERT INTO " + table(name) + " SELECT i, i FROM generate_series(1, " + std::to_string(rows) + ") AS i"});
  }

  std::string table(const std::string& name) const { return quote_name(schema_) + "." + quote_name(odd(name)); }
  std::string object(const std::string& name) const { return database_ + "." + schema_ + "." + odd(name); }
  std::string object(const std::string& name, const std::string& part) const { return object(name) + "." + part; }

  // The objects that the check finds in the end: statistics need a moment.
  template <typename Matcher>
  void expect(const std::string& check, const CheckOverride& change, const Matcher& matcher) {
    std::vector<std::string> found;
    support::eventually([&] {
      found = objects(checked_->judge(check, change, database_));
      return testing::Value(found, matcher);
    });
    EXPECT_THAT(found, matcher) << check;
  }
  void expect_nothing(const std::string& check) { EXPECT_THAT(objects(checked_->judge(check, {}, database_)), IsEmpty()) << check; }

  const std::string database_ = odd("database");
  const std::string schema_ = odd("schema");
  std::unique_ptr<PostgresServer> server_;
  std::unique_ptr<CheckedServer> checked_;
};
INSTANTIATE_TEST_SUITE_P(Server, ObjectChecks, testing::Values(13, 15, 18), testing::PrintToStringParamName());

TEST_P(ObjectChecks, FindIndexes) {
  make_table("bloated", 100'000);
  run({"CREATE INDEX " + quote_name(odd("bloated_v")) + " ON " + table("bloated") + " (v)",
       "DELETE FROM " + table("bloated") + " WHERE v % 3 <> 0", "VACUUM ANALYZE " + table("bloated")});
  make_table("twice", 1000);
  run({"INSERT INTO " + table("twice") + " VALUES (1, 1)", "CREATE INDEX " + quote_name(odd("narrow")) + " ON " + table("twice") + " (id)",
       "CREATE INDEX " + quote_name(odd("wide")) + " ON " + table("twice") + " (id, v)",
       "CREATE INDEX " + quote_name(odd("long").substr(0, 57) + "_ccnew") + " ON " + table("twice") + " (v)",
       "UPDATE pg_index SET indisvalid = false FROM pg_class WHERE oid = indexrelid AND relname LIKE '%\\_ccnew'"});
  // The same columns, but not the same parameters of the index or of the operator class.
  run({"CREATE EXTENSION pg_trgm"});
  for (const char* one : {"brin (id) WITH (pages_per_range = 1)", "brin (id) WITH (pages_per_range = 99)",
                          "gist (CAST(v AS text) gist_trgm_ops (siglen = 32))", "gist (CAST(v AS text) gist_trgm_ops (siglen = 99))"}) {
    run({"CREATE INDEX ON " + table("twice") + " USING " + one});
  }
  EXPECT_THROW(run({"CREATE UNIQUE INDEX CONCURRENTLY " + quote_name(odd("failed")) + " ON " + table("twice") + " (id)"}), SqlError);

  for (const char* check : {"PostgresIndexBloat", "PostgresUnusedIndex", "PostgresRedundantIndex", "PostgresIndexHitRatioLow"}) {
    expect_nothing(check);  // all too small
  }
  expect("PostgresIndexBloat", when("bloat_bytes", 100'000), ElementsAre(object("bloated", odd("bloated_v"))));
  expect("PostgresUnusedIndex", warn_at(1) + when("unused_for", 0), Contains(object("bloated", odd("bloated_v"))));
  expect("PostgresUnusedIndex", warn_at(1) + when("unused_for", 3600), IsEmpty());
  expect("PostgresRedundantIndex", warn_at(1), ElementsAre(object("twice", odd("narrow") + "." + odd("wide") + ".prefix")));
  expect("PostgresIndexHitRatioLow", when("accesses", 100), ElementsAre(object("bloated", odd("bloated_v"))));
  expect("PostgresInvalidIndex", {}, ElementsAre(object("twice", odd("failed") + "..false")));
  expect("PostgresIndexLeftover", {}, ElementsAre(object("twice", odd("long").substr(0, 57) + "_ccnew.new.true")));
}

TEST_P(ObjectChecks, FindBloatBehindLongTextsAndVanishedIndexes) {
  // The budget has no room for the indexes of both tables, and long texts make the healthy one look worse: the role sees no statistics.
  server_->execute("ALTER ROLE pgmedic SET pgmedic.index_bloat_bytes_per_cycle = 6000000");
  run({"CREATE TABLE " + table("long") + " (t text)",
       "INSERT INTO " + table("long") + " SELECT repeat(md5(i::text), 12) FROM generate_series(1, 10000) AS i",
       "CREATE INDEX ON " + table("long") + " (t)"});
  make_table("bloated", 100'000);
  for (const char* column : {"v", "id"}) {
    run({"CREATE INDEX " + quote_name(odd(column)) + " ON " + table("bloated") + " (" + column + ")"});
  }
  run({"DELETE FROM " + table("bloated") + " WHERE v % 3 <> 0", "VACUUM ANALYZE " + table("bloated"), "VACUUM ANALYZE " + table("long")});
  expect("PostgresIndexBloat", when("bloat_bytes", 100'000),
         testing::UnorderedElementsAre(object("bloated", odd("id")), object("bloated", odd("v"))));

  // While the first is read the second is dropped.
  const std::string drop = "DROP INDEX IF EXISTS " + quote_name(schema_) + "." + quote_name(odd("id"));
  run({"CREATE EXTENSION dblink", "ALTER FUNCTION pgstatindex(regclass) RENAME TO measured",
       "CREATE FUNCTION pgstatindex(which regclass) RETURNS TABLE (index_size bigint, leaf_pages bigint, empty_pages bigint, "
       "deleted_pages bigint, avg_leaf_density float8, leaf_fragmentation float8) LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
       "PERFORM public.dblink_exec(" +
           quote_literal(server_->dsn("postgres", database_)) + ", " + quote_literal(drop) +
           "); RETURN QUERY SELECT m.index_size, m.leaf_pages, m.empty_pages, m.deleted_pages, m.avg_leaf_density, m.leaf_fragmentation "
           "FROM public.measured(which) AS m; END $$"});
  expect("PostgresIndexBloat", when("bloat_bytes", 100'000), ElementsAre(object("bloated", odd("v"))));
}

TEST_P(ObjectChecks, FindForeignKeys) {
  run({"CREATE TABLE " + table("referenced") + " (id int PRIMARY KEY) PARTITION BY RANGE (id)",
       "CREATE TABLE " + table("part") + " PARTITION OF " + table("referenced") + " DEFAULT",
       "INSERT INTO " + table("referenced") + " SELECT generate_series(1, 300)"});
  make_table("slow", 100);
  make_table("fast", 100);
  for (const char* name : {"slow", "fast"}) {
    run({"ALTER TABLE " + table(name) + " ADD CONSTRAINT " + quote_name(odd("to referenced")) + " FOREIGN KEY (v) REFERENCES " +
             table("referenced"),
         "VACUUM " + table(name)});
  }
  run({"CREATE INDEX ON " + table("fast") + " (v)"});
  expect("PostgresForeignKeyUnindexed", warn_at(1), IsEmpty());  // nothing was deleted
  run({"DELETE FROM " + table("referenced") + " WHERE id > 100"});
  expect("PostgresForeignKeyUnindexed", warn_at(1), ElementsAre(object("slow", odd("to referenced"))));

  // A partitioned table without an index, but its partitions have one: all of them, or half of them.
  for (const char* name : {"each", "half"}) {
    run({"CREATE TABLE " + table(name) + " (id int, v int CONSTRAINT k REFERENCES " + table("referenced") + ") PARTITION BY RANGE (id)"});
    for (const std::string part : {"1", "2"}) {
      const std::string its = table(name + part);
      run({"CREATE TABLE " + its + " PARTITION OF " + table(name) + " FOR VALUES FROM (" + part + ") TO (" + part + " + 1)",
           "INSERT INTO " + its + " VALUES (" + part + ", 1)", "VACUUM " + its});
      if (part == "1" || name == std::string("each")) {
        run({"CREATE INDEX ON " + its + " (v)"});
      }
    }
  }
  expect("PostgresForeignKeyUnindexed", warn_at(1), ElementsAre(object("half", "k"), object("slow", odd("to referenced"))));
}

TEST_P(ObjectChecks, FindForeignKeysOfPeriods) {
  if (GetParam() < 18) {
    GTEST_SKIP() << "they came with PostgreSQL 18, as did those that are not enforced";
  }
  run({"CREATE EXTENSION btree_gist",
       "CREATE TABLE " + table("era") + " (id int, v int4range, PRIMARY KEY (id, v WITHOUT OVERLAPS), UNIQUE (id))",
       "INSERT INTO " + table("era") + " SELECT i, '[1,9)' FROM generate_series(1, 300) AS i"});
  for (const char* name : {"gist", "btree", "none", "not enforced"}) {
    const bool is_period = name != std::string("not enforced");
    run({"CREATE TABLE " + table(name) + " (id int, v int4range, CONSTRAINT k FOREIGN KEY " +
             (is_period ? "(id, PERIOD v) REFERENCES " + table("era") + " (id, PERIOD v)"
                        : "(id) REFERENCES " + table("era") + " (id) NOT ENFORCED") +
             ")",
         "INSERT INTO " + table(name) + " VALUES (1, '[1,2)')", "VACUUM " + table(name)});
  }
  run({"CREATE INDEX ON " + table("gist") + " USING gist (v, id)", "CREATE INDEX ON " + table("btree") + " (id)",
       "DELETE FROM " + table("era") + " WHERE id > 100"});
  expect("PostgresForeignKeyUnindexed", warn_at(1), ElementsAre(object("none", "k")));
}

TEST_P(ObjectChecks, FindStatistics) {
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

TEST_P(ObjectChecks, FindPartitionedParents) {
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

TEST_P(ObjectChecks, FindWhatAutovacuumLeaves) {
  make_table("overdue", 5000);
  make_table("switched off", 2000, "WITH (autovacuum_enabled = off)");
  make_table("empty and switched off", 10, "WITH (autovacuum_enabled = off)");
  run({"VACUUM ANALYZE " + table("overdue")});
  run({"DELETE FROM " + table("overdue") + " WHERE id > 1000"});
  expect("PostgresAutovacuumOverdue", when("neglected", 0), ElementsAre(object("overdue")));
  expect("PostgresAutovacuumDisabled", when("neglected", 0), ElementsAre(object("switched off")));
  expect("PostgresTableWraparound", warn_at(1e-12), Contains(object("overdue")));
  // As access methods that do not know transaction IDs leave it.
  run({"UPDATE pg_class SET relfrozenxid = '0', relminmxid = '0' WHERE relname = " + quote_literal(odd("switched off"))});
  expect("PostgresTableWraparound", warn_at(1e-12), testing::AllOf(Contains(object("overdue")), Not(Contains(object("switched off")))));
  expect_nothing("PostgresAutovacuumOverdue");
  expect_nothing("PostgresAutovacuumDisabled");
  expect_nothing("PostgresTableWraparound");
}

}  // namespace
}  // namespace pgmedic
