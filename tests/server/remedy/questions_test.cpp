// The queries of sql/remedies and sql/guards on every major, as the maintainer that sql/setup/ makes: what they find, what they
// refuse, and the statements that the server composes, whatever the objects are called.
#include <gmock/gmock.h>

#include "remedy/answer.h"
#include "remedy/candidate.h"
#include "server/remedy/maintainer.h"
#include "support/eventually.h"
#include "support/sql_client.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using support::quote_name;
using testing::HasSubstr;

const WallTime kNow = WallTime(20'000 * 24h);

class QuestionsTest : public testing::TestWithParam<int> {
 public:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    server_ = std::make_unique<MaintainedServer>(GetParam());
    reconnect();
  }

  void reconnect() {
    connector_ = make_maintenance_connector(server_->connection(), watchdog_, log_);
    Result<std::unique_ptr<MaintenanceSession>> session = connector_->connect("shop", "test");
    ASSERT_TRUE(session.ok()) << session.error().text();
    session_ = std::move(session).value();
  }

  Candidate look(Remedy remedy, const std::string& schema, const std::string& table, const std::string& index = "") {
    const Result<Candidate> candidate = measure(ask_through(*session_), GetParam(), remedy, {"shop", schema, table, index}, 0, kNow);
    EXPECT_TRUE(candidate.ok()) << candidate.error().text();
    return candidate ? *candidate : Candidate();
  }

  // What a guard's file answers.
  Answer ask(const std::string& file, const std::vector<std::string>& parameters) {
    const Result<Answer> answer = ask_question(ask_through(*session_), GetParam(), file.substr(0, file.rfind(".sql")), parameters);
    EXPECT_TRUE(answer.ok()) << file << ": " << answer.error().text();
    EXPECT_TRUE(answer.ok() && answer->there) << file;
    return answer ? *answer : Answer();
  }

  std::string oid(const std::string& relation) {
    return server_->shop_value("SELECT " + support::quote_literal(relation) + "::regclass::oid");
  }

  // A section of a case: a server takes seconds to make.
  void section(const char* name, void (QuestionsTest::*run)()) {
    SCOPED_TRACE(name);
    server_->server().execute("DROP SCHEMA app CASCADE; CREATE SCHEMA app AUTHORIZATION owner", "shop");
    (this->*run)();
  }
  void measure_a_bloated_index_before_and_after_its_rebuild();
  void refuse_indexes_that_cannot_be_rebuilt_concurrently();
  void find_the_index_of_a_toast_table_by_its_own_name_and_by_its_owner();
  void look_objects_up_by_exactly_their_names();
  void say_how_stale_statistics_are();
  void count_dead_rows_against_autovacuums_threshold();
  void tell_a_leftover_from_everything_else();
  void measure_nothing_without_the_extension_and_say_why();
  void answer_every_guard_on_a_quiet_server();
  void look_at_the_disk_of_the_database_that_is_meant();
  void tell_who_may_do_what();
  void name_who_stands_in_the_way();
  void measure_standbys_and_slots();

  support::RecordingLog log_;
  Watchdog watchdog_;
  std::unique_ptr<MaintainedServer> server_;
  std::unique_ptr<MaintenanceConnector> connector_;
  std::unique_ptr<MaintenanceSession> session_;
};
INSTANTIATE_TEST_SUITE_P(Server, QuestionsTest, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

void QuestionsTest::measure_a_bloated_index_before_and_after_its_rebuild() {  // reindex.sql
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

void QuestionsTest::refuse_indexes_that_cannot_be_rebuilt_concurrently() {
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

void QuestionsTest::find_the_index_of_a_toast_table_by_its_own_name_and_by_its_owner() {
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

void QuestionsTest::look_objects_up_by_exactly_their_names() {
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

void QuestionsTest::say_how_stale_statistics_are() {  // analyze.sql
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

void QuestionsTest::count_dead_rows_against_autovacuums_threshold() {  // vacuum.sql, freeze.sql
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

  const Candidate freeze = look(Remedy::kFreeze, "app", "queue");
  EXPECT_THAT(freeze.statement, HasSubstr("FREEZE"));
  EXPECT_GT(freeze.number("xid_age").value_or(0), 0);
  EXPECT_LT(freeze.number("freeze_ratio").value_or(1), 0.001);
}

void QuestionsTest::tell_a_leftover_from_everything_else() {  // drop_leftover.sql
  support::SqlClient owner = server_->shop_client();
  owner.execute("CREATE TABLE app.orders (a int)");
  owner.execute("CREATE INDEX by_a ON app.orders (a)");
  owner.execute("INSERT INTO app.orders VALUES (1), (1)");
  const std::string sixty_three(63, 'i');
  owner.execute("CREATE INDEX " + sixty_three + " ON app.orders (a, a)");
  support::SqlClient blocker = server_->shop_client();
  blocker.execute("BEGIN");
  blocker.execute("INSERT INTO app.orders VALUES (2)");
  owner.execute("SET lock_timeout = '200ms'");
  for (const std::string& index : {std::string("by_a"), sixty_three}) {
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
  EXPECT_THAT(look(Remedy::kDropLeftover, "app", "orders", "by_a").verdict_reason, HasSubstr("it is valid"));
  EXPECT_THAT(look(Remedy::kDropLeftover, "app", "orders", "foreign_one").verdict_reason, HasSubstr("its name does not end"));
  EXPECT_EQ(ask("leftover.sql", {oid("app.orders")}).number("leftovers"), 3);

  const ActionReply reply = session_->run_action(leftover.statement);
  EXPECT_EQ(reply.end, ActionEnd::kCompleted) << reply.message;
  EXPECT_FALSE(look(Remedy::kDropLeftover, "app", "orders", "by_a_ccnew").exists);
}

void QuestionsTest::measure_nothing_without_the_extension_and_say_why() {
  server_->shop("CREATE TABLE app.orders (id int PRIMARY KEY)");
  server_->server().execute("DROP EXTENSION pgstattuple", "shop");
  EXPECT_THAT(look(Remedy::kReindex, "app", "orders", "orders_pkey").text("unmeasured"), HasSubstr("pgstattuple is not installed"));
  server_->server().execute("CREATE SCHEMA \"odd one\"; CREATE EXTENSION pgstattuple SCHEMA \"odd one\"", "shop");
  EXPECT_THAT(look(Remedy::kReindex, "app", "orders", "orders_pkey").text("unmeasured"), HasSubstr("no right"));
  server_->server().execute("GRANT USAGE ON SCHEMA \"odd one\" TO pgmedic_maintainer", "shop");
  EXPECT_NE(look(Remedy::kReindex, "app", "orders", "orders_pkey").number("bloat_ratio"), std::nullopt);
}

void QuestionsTest::answer_every_guard_on_a_quiet_server() {
  server_->shop("CREATE TABLE app.orders (id int PRIMARY KEY)");
  const std::string table = oid("app.orders");
  EXPECT_EQ(ask("server.sql", {}).number("in_recovery"), 0);
  EXPECT_EQ(ask("server.sql", {}).text("system_identifier"), session_->facts().system_identifier);
  EXPECT_EQ(ask("conflicting_maintenance.sql", {table, ""}).number("sessions"), 0);
  EXPECT_EQ(ask("old_transactions.sql", {table, "60", ""}).number("old"), 0);
  EXPECT_EQ(ask("horizon.sql", {""}).number("holders"), 0);
  EXPECT_EQ(ask("replication.sql", {}).number("standbys"), 0);
  EXPECT_EQ(ask("archiver.sql", {}).number("archiving"), 0);
  EXPECT_EQ(ask("disk.sql", {"", ""}).text("data_directory"), server_->shop_value("SHOW data_directory"));
  EXPECT_EQ(ask("disk.sql", {"", ""}).number("is_local"), 1);
  EXPECT_EQ(ask("wraparound.sql", {table}).number("limit"), 2e8);
  EXPECT_EQ(ask("load.sql", {}).number("active"), 0);
  EXPECT_EQ(ask("backup.sql", {}).number("running"), 0);
  EXPECT_EQ(ask("on_conflict.sql", {table}).number("statements"), std::nullopt) << "pg_stat_statements is not there";
}

// The session that watches is in the journal's database, the object may lie elsewhere.
void QuestionsTest::look_at_the_disk_of_the_database_that_is_meant() {
  const support::PostgresServer& server = server_->server();
  const std::string place = server.scalar("SHOW data_directory") + "-aside";
  server.execute("COPY (SELECT 1) TO PROGRAM " + support::quote_literal("cat > /dev/null; mkdir '" + place + "'"));
  server.execute("CREATE TABLESPACE aside LOCATION " + support::quote_literal(place));
  server.execute("CREATE DATABASE elsewhere TABLESPACE aside");
  const std::string elsewhere = server.scalar("SELECT oid FROM pg_database WHERE datname = 'elsewhere'");
  EXPECT_EQ(ask("disk.sql", {"", ""}).text("tablespace"), "");
  EXPECT_EQ(ask("disk.sql", {"", elsewhere}).text("tablespace"), place);
  EXPECT_EQ(ask("disk.sql", {"1663", elsewhere}).text("tablespace"), "");  // the index has one of its own: pg_default
  server.execute("DROP DATABASE elsewhere");  // a copy of the server could not have its tablespace in the same place
  server.execute("DROP TABLESPACE aside");
}

void QuestionsTest::tell_who_may_do_what() {
  server_->shop("CREATE TABLE app.orders (id int PRIMARY KEY)");
  const std::string table = oid("app.orders");
  Answer answer = ask("privilege.sql", {table});
  EXPECT_EQ(answer.number("owns"), 1);
  EXPECT_EQ(answer.text("role"), "pgmedic_maintainer");
  server_->server().execute("REVOKE owner FROM pgmedic_maintainer");
  answer = ask("privilege.sql", {table});
  EXPECT_EQ(answer.number("owns"), 0);
  EXPECT_EQ(answer.number("maintains"), 0);
  EXPECT_EQ(answer.number("may_look"), 0);
  server_->shop("GRANT USAGE ON SCHEMA app TO pgmedic_maintainer");
  if (GetParam() >= 17) {
    server_->shop("GRANT MAINTAIN ON app.orders TO pgmedic_maintainer");
    EXPECT_EQ(ask("privilege.sql", {table}).number("maintains"), 1);
    EXPECT_EQ(session_->run_action("REINDEX INDEX CONCURRENTLY app.orders_pkey").end, ActionEnd::kCompleted);
  }
  EXPECT_EQ(ask("privilege.sql", {table}).number("may_look"), 1);
  server_->server().execute("GRANT owner TO pgmedic_maintainer");
}

void QuestionsTest::name_who_stands_in_the_way() {
  support::SqlClient owner = server_->shop_client();
  owner.execute("CREATE TABLE app.orders (id int PRIMARY KEY)");
  const std::string table = oid("app.orders");
  owner.execute("SET application_name = 'the holder'");
  owner.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
  owner.execute("LOCK TABLE app.orders IN SHARE MODE");
  owner.execute("SELECT count(*) FROM app.orders");
  const Answer conflict = ask("conflicting_maintenance.sql", {table, ""});
  EXPECT_EQ(conflict.number("sessions"), 1);
  EXPECT_THAT(conflict.text("who"), HasSubstr("the holder"));
  EXPECT_EQ(ask("conflicting_maintenance.sql", {table, std::to_string(owner.backend_pid())}).number("sessions"), 0);
  const Answer old = ask("old_transactions.sql", {table, "0", ""});
  EXPECT_EQ(old.number("old"), 1);
  EXPECT_THAT(old.text("who"), HasSubstr("the holder"));
  const Answer horizon = ask("horizon.sql", {""});
  EXPECT_EQ(horizon.number("holders"), 1);
  EXPECT_THAT(horizon.text("who"), HasSubstr("the holder"));

  owner.execute("ROLLBACK");
  owner.execute("BEGIN");
  owner.execute("INSERT INTO app.orders VALUES (1)");
  owner.execute("PREPARE TRANSACTION 'it''s mine'");
  EXPECT_THAT(ask("old_transactions.sql", {table, "0", ""}).text("who"), HasSubstr("prepared transaction 'it''s mine'"));
  EXPECT_THAT(ask("horizon.sql", {""}).text("who"), HasSubstr("prepared transaction"));
  owner.execute("ROLLBACK PREPARED 'it''s mine'");
}

void QuestionsTest::measure_standbys_and_slots() {
  server_->server().execute("SELECT pg_create_physical_replication_slot('left_behind', true)");
  server_->shop("CREATE TABLE app.orders AS SELECT generate_series(1, 50000) AS a");
  const Answer answer = ask("replication.sql", {});
  EXPECT_GT(answer.number("retained_bytes").value_or(0), 1e6);
  EXPECT_EQ(answer.text("furthest"), "left_behind (inactive)");
}

TEST_P(QuestionsTest, RemediesMeasureRefuseAndCompose) {
  section("measure a bloated index before and after its rebuild", &QuestionsTest::measure_a_bloated_index_before_and_after_its_rebuild);
  section("refuse indexes that cannot be rebuilt concurrently", &QuestionsTest::refuse_indexes_that_cannot_be_rebuilt_concurrently);
  section("find the index of a toast table by its own name and by its owner",
          &QuestionsTest::find_the_index_of_a_toast_table_by_its_own_name_and_by_its_owner);
  section("look objects up by exactly their names", &QuestionsTest::look_objects_up_by_exactly_their_names);
  section("say how stale statistics are", &QuestionsTest::say_how_stale_statistics_are);
  section("count dead rows against autovacuums threshold", &QuestionsTest::count_dead_rows_against_autovacuums_threshold);
  section("tell a leftover from everything else", &QuestionsTest::tell_a_leftover_from_everything_else);
  section("measure nothing without the extension and say why", &QuestionsTest::measure_nothing_without_the_extension_and_say_why);
}

TEST_P(QuestionsTest, GuardsAnswer) {
  section("answer every guard on a quiet server", &QuestionsTest::answer_every_guard_on_a_quiet_server);
  section("look at the disk of the database that is meant", &QuestionsTest::look_at_the_disk_of_the_database_that_is_meant);
  section("tell who may do what", &QuestionsTest::tell_who_may_do_what);
  section("name who stands in the way", &QuestionsTest::name_who_stands_in_the_way);
  section("measure standbys and slots", &QuestionsTest::measure_standbys_and_slots);
}

}  // namespace
}  // namespace pgmedic
