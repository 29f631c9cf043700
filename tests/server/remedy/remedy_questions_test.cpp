// The queries of sql/remedies on every major: what they find, what they refuse, and the statements that the server composes, whatever
// the objects are called.
#include <gmock/gmock.h>

#include "server/remedy/questions_fixture.h"
#include "support/eventually.h"
#include "support/sql_client.h"

namespace pgmedic {
namespace {

using support::quote_name;
using testing::HasSubstr;

class RemedyQuestionsTest : public QuestionsTest {
 public:
  void measure_a_bloated_index_before_and_after_its_rebuild();
  void refuse_indexes_that_cannot_be_rebuilt_concurrently();
  void find_the_index_of_a_toast_table_by_its_own_name_and_by_its_owner();
  void look_objects_up_by_exactly_their_names();
  void say_how_stale_statistics_are();
  void know_of_rows_that_the_counters_do_not_know();
  void count_dead_rows_against_autovacuums_threshold();
  void tell_a_leftover_from_everything_else();
  void measure_nothing_without_the_extension_and_say_why();
};
INSTANTIATE_TEST_SUITE_P(Server, RemedyQuestionsTest, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

void RemedyQuestionsTest::measure_a_bloated_index_before_and_after_its_rebuild() {  // reindex.sql
  support::SqlClient owner = server_->shop_client();
  owner.execute("CREATE TABLE app.orders (id int PRIMARY KEY, k text)");
  owner.execute("INSERT INTO app.orders SELECT i, md5(i::text) FROM generate_series(1, 40000) AS i");
  owner.execute("CREATE INDEX by_k ON app.orders (k)");
  owner.execute("DELETE FROM app.orders WHERE id % 5 <> 0");
  owner.execute("VACUUM ANALYZE app.orders");
  const Candidate before = look(Remedy::kReindex, "app", "orders", "by_k");
  ASSERT_TRUE(before.exists);
  EXPECT_EQ(before.statement, "REINDEX INDEX CONCURRENTLY app.by_k");
  EXPECT_EQ(before.object, (ObjectName{"shop", "app", "orders", "by_k"}));
  EXPECT_EQ(std::to_string(before.index_oid), oid("app.by_k"));
  EXPECT_EQ(before.text("unmeasured"), "");
  EXPECT_GT(before.number("bloat_ratio").value_or(0), 0.7);
  EXPECT_NEAR(before.number("rows").value_or(0), 8000, 1);
  EXPECT_GT(before.number("predicted_seconds").value_or(0), 0);
  EXPECT_GT(before.number("predicted_wal_bytes").value_or(0), 0);
  EXPECT_FALSE(before.flag("is_unique"));

  const ActionReply reply = session_->run_action(before.statement);
  ASSERT_EQ(reply.end, ActionEnd::kCompleted) << reply.message;
  const Candidate after = look(Remedy::kReindex, "app", "", "by_k");
  EXPECT_NE(after.index_oid, before.index_oid) << "a rebuild makes a new index";
  EXPECT_LT(after.number("bloat_ratio").value_or(1), 0.05);
  const double gain = before.number("bytes").value_or(0) - after.number("bytes").value_or(0);
  EXPECT_NEAR(gain, before.number("predicted_gain_bytes").value_or(0), 0.1 * gain);
  EXPECT_TRUE(look(Remedy::kReindex, "app", "orders", "orders_pkey").flag("is_primary"));
}

void RemedyQuestionsTest::refuse_indexes_that_cannot_be_rebuilt_concurrently() {
  support::SqlClient admin = server_->shop_client("postgres");
  for (const char* sql :
       {"CREATE EXTENSION btree_gist", "CREATE TABLE app.parent (a int) PARTITION BY RANGE (a)",
        "CREATE TABLE app.leaf PARTITION OF app.parent FOR VALUES FROM (0) TO (1000)", "CREATE INDEX partitioned ON app.parent (a)",
        "CREATE TABLE app.odd (a int, b text, EXCLUDE USING gist (a WITH =))", "CREATE INDEX expression ON app.odd (lower(b)) WHERE a > 3",
        "CREATE INDEX gin ON app.odd USING gin (to_tsvector('simple', b))", "CREATE UNLOGGED TABLE app.unlogged (a int PRIMARY KEY)",
        "CREATE TEMPORARY TABLE mine (a int PRIMARY KEY)"}) {
    admin.execute(sql);
  }
  const auto reason = [&](const std::string& schema, const std::string& index) {
    const Candidate candidate = look(Remedy::kReindex, schema, "", index);
    EXPECT_TRUE(candidate.exists) << index;
    EXPECT_EQ(candidate.statement, "") << index;
    return candidate.verdict_reason;
  };
  EXPECT_THAT(reason("app", "partitioned"), HasSubstr("leaves are rebuilt one by one"));
  EXPECT_THAT(reason("app", "odd_a_excl"), HasSubstr("exclusion constraint"));
  EXPECT_THAT(reason("pg_catalog", "pg_class_oid_index"), HasSubstr("system catalogs"));
  EXPECT_THAT(reason(admin.scalar("SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()"), "mine_pkey"),
              HasSubstr("temporary"));
  EXPECT_EQ(look(Remedy::kReindex, "app", "leaf", "leaf_a_idx").statement, "REINDEX INDEX CONCURRENTLY app.leaf_a_idx");
  const Candidate expression = look(Remedy::kReindex, "app", "odd", "expression");
  EXPECT_TRUE(expression.flag("is_expression") && expression.flag("is_partial"));
  const Candidate gin = look(Remedy::kReindex, "app", "odd", "gin");
  EXPECT_FALSE(gin.flag("is_btree"));
  EXPECT_THAT(gin.text("unmeasured"), HasSubstr("gin index"));
  EXPECT_EQ(gin.number("bloat_ratio"), std::nullopt);
  EXPECT_EQ(look(Remedy::kReindex, "app", "unlogged", "unlogged_pkey").number("predicted_wal_bytes"), 0);
}

void RemedyQuestionsTest::find_the_index_of_a_toast_table_by_its_own_name_and_by_its_owner() {
  server_->shop("CREATE TABLE app.wide (a int, b text)");
  server_->server().execute("GRANT USAGE ON SCHEMA pg_toast TO pgmedic_maintainer",
                            "shop");  // without it nobody but a superuser reaches it
  const std::string toast = server_->shop_value("SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = 'app.wide'::regclass");
  const std::string index = toast.substr(toast.find('.') + 1) + "_index";
  for (const Candidate& candidate : {look(Remedy::kReindex, "pg_toast", "", index), look(Remedy::kReindex, "app", "wide", index)}) {
    EXPECT_EQ(candidate.statement, "REINDEX INDEX CONCURRENTLY pg_toast." + index);
    EXPECT_TRUE(candidate.flag("is_toast"));
    const ActionReply reply = session_->run_action(candidate.statement);
    EXPECT_EQ(reply.end, ActionEnd::kCompleted) << reply.message;
  }
  EXPECT_THAT(look(Remedy::kVacuum, "pg_toast", toast.substr(9)).verdict_reason, HasSubstr("TOAST table"));
}

void RemedyQuestionsTest::look_objects_up_by_exactly_their_names() {
  const std::string sixty_three = std::string("long ") + std::string(58, 'x');
  for (const std::string name :
       {"quote\"'; DROP TABLE app.orders; --", "new\nline\ttab", "UPPER.dot", "$1 %I {}", "na\xC3\xAFve \xF0\x9F\x90\x98"}) {
    server_->shop("CREATE TABLE app." + quote_name(name) + " (a int)");
    server_->shop("CREATE INDEX " + quote_name(name + " i") + " ON app." + quote_name(name) + " (a)");
    for (const Candidate& candidate : {look(Remedy::kReindex, "app", name, name + " i"), look(Remedy::kAnalyze, "app", name),
                                       look(Remedy::kVacuum, "app", name), look(Remedy::kFreeze, "app", name)}) {
      ASSERT_TRUE(candidate.exists) << name;
      const ActionReply reply = session_->run_action(candidate.statement);
      EXPECT_EQ(reply.end, ActionEnd::kCompleted) << candidate.statement << ": " << reply.message;
      EXPECT_TRUE(reply.notices.empty()) << candidate.statement << ": " << reply.notices.front().text;
    }
  }
  server_->shop("CREATE TABLE app." + quote_name(sixty_three) + " (a int)");
  EXPECT_TRUE(look(Remedy::kAnalyze, "app", sixty_three).exists);
  EXPECT_FALSE(look(Remedy::kAnalyze, "app", sixty_three + "and more").exists) << "a longer name must not be cut to another's";
  EXPECT_FALSE(look(Remedy::kAnalyze, "app", "upper.dot").exists);
  EXPECT_FALSE(look(Remedy::kAnalyze, "", "UPPER.dot").exists);
  EXPECT_THAT(look(Remedy::kReindex, "app", "", "nothing").verdict_reason, HasSubstr("no such index"));
}

void RemedyQuestionsTest::say_how_stale_statistics_are() {  // analyze.sql
  support::SqlClient owner = server_->shop_client();
  owner.execute("CREATE TABLE app.parent (a int) PARTITION BY RANGE (a)");
  owner.execute("CREATE TABLE app.leaf PARTITION OF app.parent FOR VALUES FROM (0) TO (100000)");
  owner.execute("INSERT INTO app.parent SELECT generate_series(1, 5000)");
  owner = server_->shop_client();  // its end tells the statistics
  for (const char* table : {"parent", "leaf"}) {
    SCOPED_TRACE(table);
    Candidate before = look(Remedy::kAnalyze, "app", table);
    ASSERT_TRUE(support::eventually([&] {
      before = look(Remedy::kAnalyze, "app", table);
      return before.number("changed") == 5000;
    }));
    EXPECT_TRUE(before.flag("never_analyzed"));
    EXPECT_GT(before.number("analyze_ratio").value_or(0), 50);
    EXPECT_EQ(before.flag("is_parent"), std::string(table) == "parent");
  }
  const std::string statement = look(Remedy::kAnalyze, "app", "parent").statement;
  EXPECT_EQ(statement.find("ONLY") != std::string::npos, GetParam() >= 18) << statement;
  EXPECT_EQ(statement.find("BUFFER_USAGE_LIMIT") != std::string::npos, GetParam() >= 16) << statement;
  const ActionReply reply = session_->run_action(statement);
  ASSERT_EQ(reply.end, ActionEnd::kCompleted) << reply.message;
  EXPECT_TRUE(support::eventually([&] { return !look(Remedy::kAnalyze, "app", "parent").flag("never_analyzed"); }));
}

// As after pg_upgrade: rows are there, and the counters begin with what was done since.
void RemedyQuestionsTest::know_of_rows_that_the_counters_do_not_know() {
  support::SqlClient owner = server_->shop_client();
  owner.execute("CREATE TABLE app.read (a int)");
  owner.execute("CREATE TABLE app.parent (a int) PARTITION BY RANGE (a)");
  owner.execute("CREATE TABLE app.leaf PARTITION OF app.parent FOR VALUES FROM (0) TO (100000)");
  for (const char* table : {"read", "parent"}) {
    owner.execute(std::string("INSERT INTO app.") + table + " SELECT generate_series(1, 20000)");
  }
  owner.execute("VACUUM app.leaf");
  owner = server_->shop_client();
  for (const char* table : {"read", "leaf"}) {
    const std::string its = "(" + oid(std::string("app.") + table) + ")";
    const auto changed = [&] { return server_->shop_value("SELECT pg_stat_get_mod_since_analyze" + its); };
    ASSERT_TRUE(support::eventually([&] { return changed() == "20000"; }));
    ASSERT_TRUE(support::eventually([&] {
      server_->server().execute("SELECT pg_stat_reset_single_table_counters" + its, "shop");
      return changed() == "0";
    }));
  }
  EXPECT_FALSE(look(Remedy::kAnalyze, "app", "read").flag("never_analyzed")) << "nobody knows of any row";
  for (const char* sql : {"SELECT count(*) FROM app.read", "SELECT count(*) FROM app.read", "INSERT INTO app.leaf VALUES (1)"}) {
    owner.execute(sql);
  }
  owner = server_->shop_client();
  for (const char* table : {"read", "parent"}) {
    if (table == std::string("read") && GetParam() < 14) {
      continue;  // the catalog does not tell whether rows were ever counted
    }
    SCOPED_TRACE(table);
    Candidate seen;
    EXPECT_TRUE(support::eventually([&] {
      seen = look(Remedy::kAnalyze, "app", table);
      return seen.flag("never_analyzed");
    }));
    EXPECT_LT(seen.number("analyze_ratio").value_or(1), 1);
    // 20000 rows, however often they were read, by 50, and by 50 + 0.1 for each row that VACUUM counted.
    EXPECT_NEAR(seen.number("unanalyzed_ratio").value_or(0), std::string(table) == "read" ? 400 : 9.756, 0.01);
  }
}

void RemedyQuestionsTest::count_dead_rows_against_autovacuums_threshold() {  // vacuum.sql, freeze.sql
  support::SqlClient owner = server_->shop_client();
  owner.execute("CREATE TABLE app.queue (a int) WITH (autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0)");
  owner.execute("INSERT INTO app.queue SELECT generate_series(1, 1000)");
  owner.execute("DELETE FROM app.queue WHERE a <= 500");
  owner = server_->shop_client();
  Candidate before;
  ASSERT_TRUE(support::eventually([&] {
    before = look(Remedy::kVacuum, "app", "queue");
    return before.number("dead_rows") == 500;
  }));
  EXPECT_NEAR(before.number("vacuum_ratio").value_or(0), 5, 0.01);
  EXPECT_THAT(before.statement, HasSubstr("TRUNCATE false"));
  const ActionReply reply = session_->run_action(before.statement);
  ASSERT_EQ(reply.end, ActionEnd::kCompleted) << reply.message;
  EXPECT_TRUE(support::eventually([&] { return look(Remedy::kVacuum, "app", "queue").number("dead_rows") == 0; }));
  EXPECT_NE(look(Remedy::kVacuum, "app", "queue").number("vacuum_age"), std::nullopt);

  owner.execute("CREATE TABLE app.log (a int)");
  owner.execute("INSERT INTO app.log SELECT generate_series(1, 20000)");
  owner = server_->shop_client();
  ASSERT_TRUE(support::eventually([&] { return look(Remedy::kVacuum, "app", "log").number("insert_ratio") == 20; }));
  owner.execute("VACUUM (FREEZE) app.log");
  owner.execute("INSERT INTO app.log SELECT generate_series(1, 2000)");
  owner = server_->shop_client();
  // From 18 on the 20000 rows, which are frozen, do not count.
  const double due = GetParam() >= 18 ? 2 : 0.4;
  EXPECT_TRUE(support::eventually([&] { return look(Remedy::kVacuum, "app", "log").number("insert_ratio") == due; }));

  const Candidate freeze = look(Remedy::kFreeze, "app", "queue");
  EXPECT_THAT(freeze.statement, HasSubstr("FREEZE"));
  EXPECT_GT(freeze.number("xid_age").value_or(0), 0);
  EXPECT_LT(freeze.number("freeze_ratio").value_or(1), 0.001);
}

void RemedyQuestionsTest::tell_a_leftover_from_everything_else() {  // drop_leftover.sql
  support::SqlClient owner = server_->shop_client();
  owner.execute("CREATE TABLE app.orders (a int)");
  owner.execute("CREATE INDEX by_a ON app.orders (a)");
  owner.execute("INSERT INTO app.orders VALUES (1), (1)");
  owner.execute("CREATE INDEX ranges ON app.orders USING brin (a) WITH (pages_per_range = 4)");
  const std::string sixty_three(63, 'i');
  owner.execute("CREATE INDEX " + sixty_three + " ON app.orders (a, a)");
  support::SqlClient blocker = server_->shop_client();
  blocker.execute("BEGIN");
  blocker.execute("INSERT INTO app.orders VALUES (2)");
  owner.execute("SET lock_timeout = '200ms'");
  for (const std::string& index : {std::string("by_a"), sixty_three, std::string("ranges")}) {
    EXPECT_THROW(owner.execute("REINDEX INDEX CONCURRENTLY app." + index), support::SqlError);
  }
  blocker.execute("ROLLBACK");
  EXPECT_THROW(owner.execute("CREATE UNIQUE INDEX CONCURRENTLY foreign_one ON app.orders (a)"), support::SqlError);

  const Candidate leftover = look(Remedy::kDropLeftover, "app", "orders", "by_a_ccnew");
  EXPECT_EQ(leftover.statement, "DROP INDEX CONCURRENTLY app.by_a_ccnew");
  EXPECT_EQ(leftover.text("leftover"), "new");
  EXPECT_EQ(leftover.text("twin"), "by_a");
  const Candidate cut = look(Remedy::kDropLeftover, "app", "orders", std::string(57, 'i') + "_ccnew");
  EXPECT_EQ(cut.text("twin"), sixty_three);
  EXPECT_EQ(look(Remedy::kDropLeftover, "app", "orders", "ranges_ccnew").text("twin"), "ranges");
  owner.execute("ALTER INDEX app.ranges SET (pages_per_range = 8)");
  EXPECT_EQ(look(Remedy::kDropLeftover, "app", "orders", "ranges_ccnew").text("twin"), "") << "it can do something else by now";
  EXPECT_THAT(look(Remedy::kDropLeftover, "app", "orders", "by_a").verdict_reason, HasSubstr("it is valid"));
  EXPECT_THAT(look(Remedy::kDropLeftover, "app", "orders", "foreign_one").verdict_reason, HasSubstr("its name does not end"));
  EXPECT_EQ(ask("leftover.sql", {oid("app.orders")}).number("leftovers"), 4);

  const ActionReply reply = session_->run_action(leftover.statement);
  EXPECT_EQ(reply.end, ActionEnd::kCompleted) << reply.message;
  EXPECT_FALSE(look(Remedy::kDropLeftover, "app", "orders", "by_a_ccnew").exists);
}

void RemedyQuestionsTest::measure_nothing_without_the_extension_and_say_why() {
  server_->shop("CREATE TABLE app.orders (id int PRIMARY KEY)");
  server_->server().execute("DROP EXTENSION pgstattuple", "shop");
  EXPECT_THAT(look(Remedy::kReindex, "app", "orders", "orders_pkey").text("unmeasured"), HasSubstr("pgstattuple is not installed"));
  server_->server().execute("CREATE SCHEMA \"odd one\"; CREATE EXTENSION pgstattuple SCHEMA \"odd one\"", "shop");
  EXPECT_THAT(look(Remedy::kReindex, "app", "orders", "orders_pkey").text("unmeasured"), HasSubstr("no right"));
  server_->server().execute("GRANT USAGE ON SCHEMA \"odd one\" TO pgmedic_maintainer", "shop");
  EXPECT_NE(look(Remedy::kReindex, "app", "orders", "orders_pkey").number("bloat_ratio"), std::nullopt);
}

TEST_P(RemedyQuestionsTest, MeasureRefuseAndCompose) {
  section("measure a bloated index before and after its rebuild",
          &RemedyQuestionsTest::measure_a_bloated_index_before_and_after_its_rebuild);
  section("refuse indexes that cannot be rebuilt concurrently", &RemedyQuestionsTest::refuse_indexes_that_cannot_be_rebuilt_concurrently);
  section("find the index of a toast table by its own name and by its owner",
          &RemedyQuestionsTest::find_the_index_of_a_toast_table_by_its_own_name_and_by_its_owner);
  section("look objects up by exactly their names", &RemedyQuestionsTest::look_objects_up_by_exactly_their_names);
  section("say how stale statistics are", &RemedyQuestionsTest::say_how_stale_statistics_are);
  section("know of rows that the counters do not know", &RemedyQuestionsTest::know_of_rows_that_the_counters_do_not_know);
  section("count dead rows against autovacuums threshold", &RemedyQuestionsTest::count_dead_rows_against_autovacuums_threshold);
  section("tell a leftover from everything else", &RemedyQuestionsTest::tell_a_leftover_from_everything_else);
  section("measure nothing without the extension and say why", &RemedyQuestionsTest::measure_nothing_without_the_extension_and_say_why);
}

}  // namespace
}  // namespace pgmedic
