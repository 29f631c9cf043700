// The queries of sql/guards on every major: what they say of a quiet server, and of who stands in the way.
#include <gmock/gmock.h>

#include "server/remedy/questions_fixture.h"
#include "support/sql_client.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

class GuardQuestionsTest : public QuestionsTest {
 public:
  void answer_every_guard_on_a_quiet_server();
  void look_at_the_disk_of_the_database_that_is_meant();
  void tell_who_may_do_what();
  void name_who_stands_in_the_way();
  void measure_standbys_and_slots();
};
INSTANTIATE_TEST_SUITE_P(Server, GuardQuestionsTest, testing::ValuesIn(support::all_majors()), testing::PrintToStringParamName());

void GuardQuestionsTest::answer_every_guard_on_a_quiet_server() {
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
void GuardQuestionsTest::look_at_the_disk_of_the_database_that_is_meant() {
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

void GuardQuestionsTest::tell_who_may_do_what() {
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

void GuardQuestionsTest::name_who_stands_in_the_way() {
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
  owner.execute("LOCK TABLE app.orders IN SHARE MODE");
  owner.execute("PREPARE TRANSACTION 'it''s mine'");
  const Answer prepared = ask("conflicting_maintenance.sql", {table, ""});
  EXPECT_EQ(prepared.number("sessions"), 1);
  EXPECT_EQ(prepared.text("who"), "ShareLock by prepared transaction 'it''s mine' of owner");
  EXPECT_THAT(ask("old_transactions.sql", {table, "0", ""}).text("who"), HasSubstr("prepared transaction 'it''s mine'"));
  EXPECT_THAT(ask("horizon.sql", {""}).text("who"), HasSubstr("prepared transaction"));
  owner.execute("ROLLBACK PREPARED 'it''s mine'");
}

void GuardQuestionsTest::measure_standbys_and_slots() {
  server_->server().execute("SELECT pg_create_physical_replication_slot('left_behind', true)");
  server_->shop("CREATE TABLE app.orders AS SELECT generate_series(1, 50000) AS a");
  const Answer answer = ask("replication.sql", {});
  EXPECT_GT(answer.number("retained_bytes").value_or(0), 1e6);
  EXPECT_EQ(answer.text("furthest"), "left_behind (inactive)");
}

TEST_P(GuardQuestionsTest, AreAnswered) {
  section("answer every guard on a quiet server", &GuardQuestionsTest::answer_every_guard_on_a_quiet_server);
  section("look at the disk of the database that is meant", &GuardQuestionsTest::look_at_the_disk_of_the_database_that_is_meant);
  section("tell who may do what", &GuardQuestionsTest::tell_who_may_do_what);
  section("name who stands in the way", &GuardQuestionsTest::name_who_stands_in_the_way);
  section("measure standbys and slots", &GuardQuestionsTest::measure_standbys_and_slots);
}

}  // namespace
}  // namespace pgmedic
