// The journal on real servers: nothing happens twice, nothing happens unwritten.
#include <gmock/gmock.h>

#include <future>

#include "server/remedy/journal_fixture.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(Major, JournalTest, testing::Values(13, 15, 18), [](const auto& chosen) { return std::to_string(chosen.param); });

TEST_P(JournalTest, KeepsWhatItWasTold) {
  const auto journal = open();
  Nomination told = nomination("weird \" ' \\ \n, {NULL}");
  told.evidence = {{"a", "1"}, {"quote\"d", "x'y\\z\n,{}"}};
  const std::string id = propose(*journal, told);
  const Action action = journal->find(id).value().value();
  EXPECT_EQ(action.object, told.object);
  EXPECT_EQ(action.remedy, Remedy::kReindex);
  EXPECT_EQ(action.state, State::kProposed);
  EXPECT_EQ(action.trigger, kByFinding);
  EXPECT_EQ(fact_of(action.evidence, "quote\"d"), "x'y\\z\n,{}");
  EXPECT_LT(std::chrono::abs(action.created - std::chrono::system_clock::now()), 1h);
  ASSERT_EQ(journal->events(id).value().size(), 1U);
  EXPECT_EQ(journal->events(id).value()[0].event, "nominate");

  Change change;
  change.reason = "because";
  change.data = {{"guard", "x"}};
  change.database_oid = 4'000'000'000U;
  change.table_oid = 2;
  change.sql = "REINDEX";
  change.before = Facts{{"bytes", "100"}};
  change.invalid_before = std::vector<std::uint32_t>{5, 3'000'000'000U};
  change.notices = std::vector<std::string>{"one\nNULL", "", "NULL"};
  change.backend_pid = 7;
  ASSERT_TRUE(move(*journal, id, State::kProposed, Event::kApprove, change));
  const Action moved = journal->find(id).value().value();
  EXPECT_EQ(moved.state, State::kApproved);
  EXPECT_EQ(moved.reason, "because");
  EXPECT_EQ(moved.database_oid, 4'000'000'000U);
  EXPECT_EQ(moved.invalid_before, (std::vector<std::uint32_t>{5, 3'000'000'000U}));
  EXPECT_EQ(moved.notices, (std::vector<std::string>{"one\nNULL", "", "NULL"}));
  EXPECT_EQ(moved.backend_pid, 7);
  EXPECT_EQ(number_of(moved.before, "bytes"), 100.0);
  const std::vector<ActionEvent> events = journal->events(id).value();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].from, "proposed");
  EXPECT_EQ(events[1].to, "approved");
  EXPECT_EQ(events[1].data, (Facts{{"guard", "x"}}));
}

TEST_P(JournalTest, HasOneOpenActionForEachObjectAndRemedy) {
  const auto journal = open();
  const std::string id = propose(*journal, nomination());
  for (int i = 0; i < 5; ++i) {
    const Proposal again = journal->propose(nomination()).value();
    EXPECT_EQ(again.outcome, Proposed::kOpen);
    EXPECT_EQ(again.id, id);
  }
  Nomination without_table = nomination();
  without_table.object.table.clear();
  EXPECT_EQ(propose(*journal, without_table), id);  // an index is known by its own name
  EXPECT_NE(propose(*journal, nomination("other")), id);
  EXPECT_NE(propose(*journal, nomination("", Remedy::kVacuum)), propose(*journal, nomination("", Remedy::kAnalyze)));
  EXPECT_EQ(journal->open_actions().value().size(), 4U);
  EXPECT_EQ(journal->events(id).value().size(), 1U);  // one that repeats itself fills no table
  Nomination by_alert = nomination();
  by_alert.trigger = kByAlert;
  propose(*journal, by_alert);
  EXPECT_EQ(journal->events(id).value().size(), 2U);
}

TEST_P(JournalTest, OnlyOneOfTwoRacersMovesAnAction) {
  const auto one = open("one");
  const auto two = open("two");
  const std::string id = propose(*one, nomination());
  for (int round = 0; round < 20; ++round) {
    server().execute("UPDATE pgmedic.action SET state = 'proposed', ended = NULL");
    auto first = std::async(std::launch::async, [&] { return move(*one, id, State::kProposed, Event::kApprove); });
    auto second = std::async(std::launch::async, [&] { return move(*two, id, State::kProposed, Event::kReject); });
    const bool approved = first.get();
    const bool rejected = second.get();
    EXPECT_NE(approved, rejected);
    EXPECT_EQ(state_of(*one, id), approved ? State::kApproved : State::kRejected);
  }
  EXPECT_EQ(one->events(id).value().size(), 21U);
}

TEST_P(JournalTest, RacersProposeOnlyOneAction) {
  const auto one = open("one");
  const auto two = open("two");
  for (int round = 0; round < 20; ++round) {
    const Nomination told = nomination("index " + std::to_string(round));
    auto first = std::async(std::launch::async, [&] { return propose(*one, told); });
    auto second = std::async(std::launch::async, [&] { return propose(*two, told); });
    EXPECT_EQ(first.get(), second.get());
  }
}

TEST_P(JournalTest, LetsOneActionExecuteAtATimeWhoeverAsks) {
  const auto one = open("one");
  const auto two = open("two");
  const std::string a = propose(*one, nomination("a"));
  const std::string b = propose(*one, nomination("b"));
  bring_to_queue(*one, a);
  bring_to_queue(*one, b);
  auto first = std::async(std::launch::async, [&] { return one->begin(a, State::kQueued, {}).value(); });
  auto second = std::async(std::launch::async, [&] { return two->begin(b, State::kQueued, {}).value(); });
  const bool first_began = first.get();
  EXPECT_NE(first_began, second.get());
  EXPECT_EQ(state_of(*one, a), first_began ? State::kStarting : State::kQueued);
  EXPECT_EQ(state_of(*one, b), first_began ? State::kQueued : State::kStarting);
}

TEST_P(JournalTest, AnExecutingActionStaysInItsHands) {
  const auto one = open("one");
  const auto two = open("two");
  const std::string id = propose(*one, nomination());
  bring_to_queue(*one, id);
  ASSERT_TRUE(one->begin(id, State::kQueued, {}).value());
  EXPECT_FALSE(move(*two, id, State::kStarting, Event::kLaunch));
  EXPECT_FALSE(two->note(id, State::kStarting, {}).value());
  EXPECT_FALSE(two->take_over(id).value());
  EXPECT_FALSE(two->keep(id).value());
  EXPECT_TRUE(one->keep(id).value());
  server().execute("UPDATE pgmedic.action SET held_until = clock_timestamp() - interval '1 s'");
  EXPECT_TRUE(two->take_over(id).value());
  EXPECT_FALSE(one->keep(id).value());
  EXPECT_FALSE(move(*one, id, State::kStarting, Event::kLaunch));
  EXPECT_TRUE(move(*two, id, State::kStarting, Event::kLose));
}

TEST_P(JournalTest, WordsAReasonAnewWithoutAnEvent) {
  const auto journal = open();
  const std::string id = propose(*journal, nomination());
  Change change;
  change.reason = "old_transactions: pid 8 for 60 s";
  ASSERT_TRUE(journal->note(id, State::kProposed, change).value());
  change.reason = "old_transactions: pid 12 for 61 s";
  change.quietly = true;
  ASSERT_TRUE(journal->note(id, State::kProposed, change).value());
  EXPECT_EQ(journal->find(id).value().value().reason, change.reason);
  EXPECT_EQ(journal->events(id).value().back().reason, "old_transactions: pid 8 for 60 s");
}

TEST_P(JournalTest, RefusesStepsThatTheTableDoesNotKnow) {
  const auto journal = open();
  const std::string id = propose(*journal, nomination());
  const Result<bool> moved = journal->move(id, State::kProposed, Event::kLaunch, {});
  ASSERT_FALSE(moved.ok());
  EXPECT_EQ(moved.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(state_of(*journal, id), State::kProposed);
}

TEST_P(JournalTest, PassesOnThatSomebodyWantsAnActionStopped) {
  const auto one = open("one");
  const auto two = open("two");
  const std::string id = propose(*one, nomination());
  ASSERT_TRUE(two->ask_to_stop(id, "alice").ok());
  EXPECT_EQ(one->stop_wanted(id).value(), "");  // nothing is at work
  bring_to_queue(*one, id);
  ASSERT_TRUE(one->begin(id, State::kQueued, {}).value());
  ASSERT_TRUE(two->ask_to_stop(id, "alice").ok());
  ASSERT_TRUE(two->ask_to_stop(id, "bob").ok());
  EXPECT_EQ(one->stop_wanted(id).value(), "cancelled by alice");
  const std::vector<ActionEvent> events = one->events(id).value();
  EXPECT_EQ(events.back().event, "ask_to_stop");
  EXPECT_EQ(events.back().to, "starting");
  EXPECT_EQ(events.back().reason, "cancelled by alice");
}

TEST_P(JournalTest, NothingBeginsOncePausedAndAbortingStopsWhatRuns) {
  const auto one = open("one");
  const auto two = open("two");
  const std::string a = propose(*one, nomination("a"));
  bring_to_queue(*one, a);
  ASSERT_TRUE(two->set_paused(true, "alice").ok());
  EXPECT_FALSE(one->begin(a, State::kQueued, {}).value());
  ASSERT_TRUE(two->set_paused(false, "alice").ok());
  ASSERT_TRUE(one->begin(a, State::kQueued, {}).value());
  ASSERT_TRUE(two->abort("bob").ok());
  EXPECT_EQ(one->stop_wanted(a).value(), "cancelled by bob");
  EXPECT_TRUE(one->control().value().paused);
  EXPECT_EQ(one->control().value().actor, "bob");
}

TEST_P(JournalTest, SaysWhatToRunWhereItIsOlderAndKeepsWhatItHolds) {
  const std::string id = propose(*open(), nomination());
  server().execute(
      "ALTER TABLE pgmedic.action DROP COLUMN stop_wanted; UPDATE pgmedic.control SET value = '1' WHERE name = 'journal_version'");
  const Status old = unconnected()->connect();
  ASSERT_FALSE(old.ok());
  EXPECT_EQ(old.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(old.error().text(), HasSubstr("version 1"));
  EXPECT_THAT(old.error().text(), HasSubstr("sql/setup/maintenance.sql"));
  make_maintainer(server());
  const auto journal = open();
  EXPECT_EQ(state_of(*journal, id), State::kProposed);
  EXPECT_EQ(journal->stop_wanted(id).value(), "");

  server().execute("UPDATE pgmedic.control SET value = '1000' WHERE name = 'journal_version'");
  const Status newer = unconnected()->connect();
  make_maintainer(server());
  ASSERT_FALSE(newer.ok());
  EXPECT_THAT(newer.error().text(), HasSubstr("older"));
}

TEST_P(JournalTest, GivesTheMaintainerNowhereToPutFunctions) {
  support::SqlClient maintainer = server().client("pgmedic_maintainer");
  EXPECT_ANY_THROW(
      maintainer.execute("CREATE TRIGGER planted BEFORE UPDATE ON pgmedic.control FOR EACH ROW"
                         " EXECUTE FUNCTION suppress_redundant_updates_trigger()"));
  EXPECT_ANY_THROW(maintainer.execute("CREATE TABLE pgmedic.planted ()"));
  server().execute("ALTER TABLE pgmedic.control OWNER TO pgmedic_maintainer");
  EXPECT_ANY_THROW(make_maintainer(server()));
  server().execute("ALTER TABLE pgmedic.control OWNER TO postgres");
  make_maintainer(server());
}

TEST_P(JournalTest, TakesInWhatNobodyUsesTheNameOfAnyMore) {
  const auto journal = open();
  const std::string old = propose(*journal, nomination());
  const std::string young = propose(*journal, nomination("orders_v"));
  server().execute("UPDATE pgmedic.action SET target = 'former', created = created - interval '7 days'");
  ASSERT_TRUE(journal->adopt_orphans(7 * 24h).ok());
  EXPECT_FALSE(journal->find(old).value()) << "its own pgmedic has a day to let it expire";
  server().execute("UPDATE pgmedic.action SET created = created - interval '25 hours' WHERE id = '" + old + "'");
  ASSERT_TRUE(journal->adopt_orphans(7 * 24h).ok());
  EXPECT_EQ(state_of(*journal, old), State::kProposed);
  EXPECT_THAT(journal->events(old).value().back().reason, HasSubstr("former"));
  EXPECT_FALSE(journal->find(young).value());
}

TEST_P(JournalTest, FindsDatabasesByOid) {
  const auto journal = open();
  const std::string oid = server().scalar("SELECT oid FROM pg_database WHERE datname = 'shop'");
  EXPECT_EQ(journal->database_name(static_cast<std::uint32_t>(std::stoul(oid))).value(), "shop");
  EXPECT_EQ(journal->database_name(1000000).value(), "");
}

TEST_P(JournalTest, KnowsNoActionOfAnOddName) {
  const auto journal = open();
  for (const char* id : {"", "x", "'; DROP TABLE pgmedic.action; --", "00000000-0000-0000-0000-000000000000"}) {
    EXPECT_FALSE(journal->find(id).value()) << id;
  }
}

TEST_P(JournalTest, SaysWhatIsMissing) {
  const auto elsewhere = unconnected("one", "shop");
  const Status status = elsewhere->connect();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(status.error().text(), HasSubstr("run sql/setup/maintenance.sql"));
  EXPECT_EQ(elsewhere->propose(nomination()).error().code, ErrorCode::kUnavailable);

  server().execute("REVOKE UPDATE ON pgmedic.action FROM pgmedic_maintainer");
  const Status revoked = unconnected()->connect();
  server().execute("GRANT UPDATE ON pgmedic.action TO pgmedic_maintainer");
  ASSERT_FALSE(revoked.ok());
  EXPECT_EQ(revoked.error().code, ErrorCode::kPermission);
}

TEST_P(JournalTest, NothingMovesWhereNothingCanBeWritten) {
  const auto journal = open();
  const std::string id = propose(*journal, nomination());
  server().execute("ALTER TABLE pgmedic.action_event RENAME TO hidden");
  const Result<bool> moved = journal->move(id, State::kProposed, Event::kApprove, {});
  server().execute("ALTER TABLE pgmedic.hidden RENAME TO action_event");
  ASSERT_FALSE(moved.ok());
  EXPECT_THAT(moved.error().text(), HasSubstr("sql/setup/maintenance.sql"));
  EXPECT_EQ(state_of(*journal, id), State::kProposed);
}

class JournalOnAStandby : public JournalTest {};
INSTANTIATE_TEST_SUITE_P(Major, JournalOnAStandby, testing::Values(15), [](const auto& chosen) { return std::to_string(chosen.param); });

TEST_P(JournalOnAStandby, RefusesToOpen) {
  const auto standby = server().make_standby();
  ConnectionSettings settings;
  settings.dsn = standby->dsn("pgmedic_maintainer");
  const auto connector = make_maintenance_connector(settings, watchdog_, log_);
  Journal journal([&] { return connector->connect("", "journal"); }, "main", "one");
  const Status status = journal.connect();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().text(), HasSubstr("standby"));
}

}  // namespace
}  // namespace pgmedic
