// The checks of indexes and foreign keys: each ailment is planted on a real server, and the check finds just that.
#include "server/object_checks.h"

namespace pgmedic {
namespace {

using support::quote_literal;
using support::quote_name;
using support::SqlError;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

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

TEST_P(ObjectChecks, FindNoIndexThatIsBeingDropped) {
  make_table("used", 100);
  run({"CREATE INDEX " + quote_name(odd("used_v")) + " ON " + table("used") + " (v)"});
  support::SqlClient reader = server_->client("postgres", database_);
  reader.execute("BEGIN");
  reader.execute("SELECT count(*) FROM " + table("used"));
  support::SqlClient dropper = server_->client("postgres", database_);
  dropper.send("DROP INDEX CONCURRENTLY " + quote_name(schema_) + "." + quote_name(odd("used_v")));
  ASSERT_TRUE(support::eventually([&] { return server_->scalar("SELECT count(*) FROM pg_index WHERE NOT indisvalid", database_) == "1"; }));
  expect_nothing("PostgresInvalidIndex");
  // Whoever gives up leaves it behind.
  server_->execute("SELECT pg_cancel_backend(" + std::to_string(dropper.backend_pid()) + ")");
  expect("PostgresInvalidIndex", {}, ElementsAre(object("used", odd("used_v") + "..true")));
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

  // A partitioned table without an index, but its partitions have one: all of them, or half of them, even where the table has one that
  // lacks the others.
  for (const char* name : {"each", "half", "only"}) {
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
  run({"CREATE INDEX ON ONLY " + table("only") + " (v)"});
  expect("PostgresForeignKeyUnindexed", warn_at(1),
         ElementsAre(object("half", "k"), object("only", "k"), object("slow", odd("to referenced"))));
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

}  // namespace
}  // namespace pgmedic
