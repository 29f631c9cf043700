// The journal on real servers: nothing happens twice, nothing happens unwritten.
#include "remedy/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "remedy/tally.h"
#include "server/remedy/maintainer.h"
#include "support/eventually.h"
#include "unit/remedy/sample_finder.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class JournalTest : public testing::TestWithParam<int> {
 protected:
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() { servers().clear(); }
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    auto& ground = servers()[GetParam()];
    if (ground == nullptr) {
      ground = std::make_unique<MaintainedServer>(GetParam());
    }
    server().execute("TRUNCATE pgmedic.action, pgmedic.action_event, pgmedic.baseline; DELETE FROM pgmedic.control WHERE name = 'paused'");
  }

  static std::map<int, std::unique_ptr<MaintainedServer>>& servers() {
    static std::map<int, std::unique_ptr<MaintainedServer>> all;
    return all;
  }
  static support::PostgresServer& server() { return servers()[GetParam()]->server(); }

  std::unique_ptr<Journal> unconnected(const std::string& replica = "one", const std::string& database = "", Tally* tally = nullptr) {
    connectors_.push_back(make_maintenance_connector(servers()[GetParam()]->connection(), watchdog_, log_));
    MaintenanceConnector* const connector = connectors_.back().get();
    return std::make_unique<Journal>([connector, database] { return connector->connect(database, "journal"); }, "main", replica, tally);
  }
  std::unique_ptr<Journal> open(const std::string& replica = "one", Tally* tally = nullptr) {
    auto journal = unconnected(replica, "", tally);
    const Status status = journal->connect();
    if (!status.ok()) {
      throw std::runtime_error(status.error().text());
    }
    return journal;
  }
  static Nomination nomination(const std::string& index = "orders_pkey", Remedy remedy = Remedy::kReindex) {
    return {"main", remedy, {"shop", "app", "orders", index}, kByFinding, "PostgresIndexBloat", "pgmedic", {{"bloat_bytes", "1000"}}};
  }
  static std::string propose(Journal& journal, const Nomination& nomination) {
    const Result<Proposal> proposal = journal.propose(nomination);
    return proposal ? proposal.value().id : "error: " + proposal.error().text();
  }
  static bool move(Journal& journal, const std::string& id, State from, Event event, const Change& change = {}) {
    const Result<bool> moved = journal.move(id, from, event, change);
    if (!moved) {
      ADD_FAILURE() << moved.error().text();
    }
    return moved.ok() && moved.value();
  }
  static void bring_to_queue(Journal& journal, const std::string& id) {
    EXPECT_TRUE(move(journal, id, State::kProposed, Event::kApprove));
    EXPECT_TRUE(move(journal, id, State::kApproved, Event::kQueue));
  }
  static State state_of(Journal& journal, const std::string& id) { return journal.find(id).value().value().state; }

  support::RecordingLog log_;
  Watchdog watchdog_;
  std::vector<std::unique_ptr<MaintenanceConnector>> connectors_;
};
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

TEST_P(JournalTest, RefusesStepsThatTheTableDoesNotKnow) {
  const auto journal = open();
  const std::string id = propose(*journal, nomination());
  const Result<bool> moved = journal->move(id, State::kProposed, Event::kLaunch, {});
  ASSERT_FALSE(moved.ok());
  EXPECT_EQ(moved.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(state_of(*journal, id), State::kProposed);
}

TEST_P(JournalTest, DoesNotRepeatWhatIsToRest) {
  const auto journal = open();
  const std::string id = propose(*journal, nomination());
  Change change;
  change.reason = "too large";
  change.quiet_for = 3600s;
  ASSERT_TRUE(move(*journal, id, State::kProposed, Event::kRefuse, change));
  const Proposal quiet = journal->propose(nomination()).value();
  EXPECT_EQ(quiet.outcome, Proposed::kQuiet);
  EXPECT_EQ(quiet.id, id);
  EXPECT_EQ(quiet.state, State::kRefused);
  EXPECT_EQ(quiet.reason, "too large");
  Nomination by_hand = nomination();
  by_hand.trigger = kByOperator;  // a person may insist
  EXPECT_EQ(journal->propose(by_hand).value().outcome, Proposed::kNew);
  server().execute(
      "UPDATE pgmedic.action SET state = 'cancelled' WHERE trigger = 'operator'; UPDATE pgmedic.action SET quiet_until = "
      "clock_timestamp()");
  EXPECT_EQ(journal->propose(nomination()).value().outcome, Proposed::kNew);
}

TEST_P(JournalTest, TellsTheHistoryOfAnObject) {
  const auto journal = open();
  const WallTime long_ago = std::chrono::system_clock::now() - 24h;
  const ObjectName object = nomination().object;
  ObjectHistory history = journal->history(object, Remedy::kReindex, long_ago, "").value();
  EXPECT_TRUE(history.past.empty());
  EXPECT_FALSE(history.baseline);
  EXPECT_FALSE(history.quarantined);
  EXPECT_EQ(history.usage.actions, 0U);
  EXPECT_TRUE(history.paused_by.empty());

  const std::string id = propose(*journal, nomination());
  bring_to_queue(*journal, id);
  Change begins;
  begins.starts = true;
  begins.before = Facts{{"bytes", "1000"}};
  begins.predicted = Facts{{"wal_bytes", "500"}};
  ASSERT_TRUE(journal->begin(id, State::kQueued, begins).value());
  EXPECT_EQ(journal->history(object, Remedy::kReindex, long_ago, id).value().acting, 0U);
  EXPECT_EQ(journal->history(object, Remedy::kReindex, long_ago, "").value().acting, 1U);
  Change fails;
  fails.after = Facts{{"bytes", "600"}, {"rows", "60"}};
  ASSERT_TRUE(move(*journal, id, State::kStarting, Event::kQuarantine, fails));
  ASSERT_TRUE(journal->set_baseline(object, 10).ok());
  ASSERT_TRUE(journal->count_regrowth(object).ok());
  ASSERT_TRUE(journal->set_baseline(object, 12.5).ok());
  ASSERT_TRUE(journal->set_paused(true, "alice").ok());

  history = journal->history(object, Remedy::kReindex, long_ago, id).value();
  ASSERT_EQ(history.past.size(), 1U);
  EXPECT_EQ(history.past[0].outcome, Outcome::kFailed);
  EXPECT_EQ(history.past[0].bytes_before, 1000.0);
  EXPECT_EQ(history.past[0].bytes_after, 600.0);
  EXPECT_EQ(history.past[0].rows_after, 60.0);
  EXPECT_TRUE(history.quarantined);
  EXPECT_EQ(history.usage.actions, 1U);
  EXPECT_EQ(history.usage.bytes, 1000.0);
  EXPECT_EQ(history.usage.wal_bytes, 500.0);
  EXPECT_EQ(history.usage.failures, 1U);
  EXPECT_EQ(history.baseline.value().bytes_per_row, 12.5);
  EXPECT_EQ(history.baseline.value().regrowths, 1U);
  EXPECT_EQ(history.system_identifier, server().scalar("SELECT system_identifier FROM pg_control_system()"));
  EXPECT_EQ(history.paused_by, "alice");
  EXPECT_EQ(journal->history(object, Remedy::kReindex, std::chrono::system_clock::now() + 1h, id).value().usage.actions, 0U);

  ASSERT_TRUE(move(*journal, id, State::kQuarantined, Event::kRelease));
  EXPECT_FALSE(journal->history(object, Remedy::kReindex, long_ago, id).value().quarantined);
}

TEST_P(JournalTest, CountsObjectsForThePage) {
  Tally tally({Remedy::kReindex});
  const auto journal = open("one", &tally);
  EXPECT_FALSE(journal->census().value().at(Remedy::kReindex).last_success);
  EXPECT_EQ(journal->usage({}).value().actions, 0U);

  const std::string good = propose(*journal, nomination());
  bring_to_queue(*journal, good);
  Change begins;
  begins.before = Facts{{"bytes", "1000"}};
  begins.predicted = Facts{{"wal_bytes", "500"}};
  ASSERT_TRUE(journal->begin(good, State::kQueued, begins).value());
  Change sends;
  sends.starts = true;
  ASSERT_TRUE(move(*journal, good, State::kStarting, Event::kLaunch, sends));
  ASSERT_TRUE(move(*journal, good, State::kRunning, Event::kFinish));
  Change ends;
  ends.after = Facts{{"bytes", "400"}, {"wal_bytes", "450"}};
  ASSERT_TRUE(move(*journal, good, State::kVerifying, Event::kSucceed, ends));
  const std::string bad = propose(*journal, nomination("other"));
  bring_to_queue(*journal, bad);
  ASSERT_TRUE(journal->begin(bad, State::kQueued, {}).value());
  ASSERT_TRUE(move(*journal, bad, State::kStarting, Event::kQuarantine));
  const std::string often = propose(*journal, nomination("third"));
  Change rests;
  rests.quiet_for = 1h;
  ASSERT_TRUE(move(*journal, often, State::kProposed, Event::kSuppress, rests));

  const RemedyCensus census = journal->census().value().at(Remedy::kReindex);
  EXPECT_TRUE(census.last_success);
  EXPECT_EQ(census.quarantined, 1U);
  EXPECT_EQ(census.suppressed, 1U);
  EXPECT_EQ(journal->census().value().at(Remedy::kVacuum).quarantined, 0U);
  EXPECT_EQ(journal->usage({}).value().actions, 1U);
  EXPECT_EQ(journal->usage({}).value().wal_bytes, 500.0);
  EXPECT_TRUE(journal->broken_rebuilds().value().empty());  // the one in quarantine never ran

  std::vector<RemedySample> samples;
  tally.add_to(samples);
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"reindex", "nominated", "proposed"}), 3);
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"reindex", "queued", "starting"}), 2);
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"reindex", "verifying", "succeeded"}), 1);
  EXPECT_EQ(value_of(samples, "pgmedic_action_reclaimed_bytes_total", {"reindex"}), 600);
  EXPECT_EQ(value_of(samples, "pgmedic_action_predicted_wal_bytes_total", {"reindex"}), 500);
  EXPECT_EQ(value_of(samples, "pgmedic_action_written_wal_bytes_total", {"reindex"}), 450);
  EXPECT_EQ(value_of(samples, "pgmedic_journal_failures_total", {}), 0);
  server().execute("ALTER TABLE pgmedic.action_event RENAME TO hidden");
  EXPECT_FALSE(journal->propose(nomination("fourth")).ok());
  server().execute("ALTER TABLE pgmedic.hidden RENAME TO action_event");
  samples.clear();
  tally.add_to(samples);
  EXPECT_EQ(value_of(samples, "pgmedic_journal_failures_total", {}), 1);
}

TEST_P(JournalTest, LooksAtASuccessAgainOnce) {
  const auto one = open("one");
  const auto two = open("two");
  const std::string id = propose(*one, nomination());
  bring_to_queue(*one, id);
  ASSERT_TRUE(one->begin(id, State::kQueued, {}).value());
  ASSERT_TRUE(move(*one, id, State::kStarting, Event::kLaunch));
  ASSERT_TRUE(move(*one, id, State::kRunning, Event::kFinish));
  Change done;
  done.verify_in = 0s;
  ASSERT_TRUE(move(*one, id, State::kVerifying, Event::kSucceed, done));
  EXPECT_EQ(one->due_for_verification().value().size(), 1U);
  EXPECT_TRUE(two->due_for_verification().value().empty());
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

// Runs of a rebuild that was reckoned at 100 seconds and took 10, 20, ..., 100.
void ten_past_runs(const support::PostgresServer& server, const std::string& target, const std::string& event,
                   const std::string& sqlstate) {
  server.execute(
      "WITH past AS (INSERT INTO pgmedic.action (target, key, remedy, state, system_identifier, database, schema, \"table\", index, "
      "trigger,"
      " started, sqlstate, predicted) SELECT " +
      support::quote_literal(target) +
      ", convert_to(i::text, 'UTF8'), 'reindex', 'succeeded', '1', 'shop', 'app', 'orders', 'i' || i, 'finding', now() - interval '1 "
      "day', " +
      support::quote_literal(sqlstate) +
      ", '{\"seconds\": \"12345\", \"reckoned_seconds\": \"100\"}' FROM generate_series(1, 10) AS i RETURNING id, index, started)"
      " INSERT INTO pgmedic.action_event (action_id, event, from_state, to_state, at) SELECT id, " +
      support::quote_literal(event) + ", 'running', 'verifying', started + substr(index, 2)::integer * interval '10 s' FROM past");
}

TEST_P(JournalTest, LearnsHowLongWorkTakes) {
  const auto journal = open();
  EXPECT_EQ(journal->experience(Remedy::kReindex, 100).value().runs, 0U);
  ten_past_runs(server(), "elsewhere", "finish", "");
  ten_past_runs(server(), "main", "break", "57P01");  // ended by the server: says nothing about how long it takes
  EXPECT_EQ(journal->experience(Remedy::kReindex, 100).value().runs, 0U);
  ten_past_runs(server(), "main", "finish", "");
  const Experience known = journal->experience(Remedy::kReindex, 100).value();
  EXPECT_EQ(known.runs, 10U);
  EXPECT_NEAR(known.slowness, 0.9, 1e-6);
  EXPECT_EQ(journal->experience(Remedy::kVacuum, 100).value().runs, 0U);
  EXPECT_EQ(journal->experience(Remedy::kReindex, 1'001).value().runs, 0U) << "too small to tell about this";
  EXPECT_EQ(journal->experience(Remedy::kReindex, 1'001).value().slowness, 1);
  ten_past_runs(server(), "main", "break", "57014");  // out of time: it takes longer than that
  EXPECT_EQ(journal->experience(Remedy::kReindex, 100).value().runs, 20U);
}

TEST_P(JournalTest, ForgetsWhatIsOld) {
  const auto journal = open();
  const std::string id = propose(*journal, nomination());
  ASSERT_TRUE(move(*journal, id, State::kProposed, Event::kReject));
  EXPECT_EQ(journal->forget(1h).value(), 0);
  server().execute("UPDATE pgmedic.action SET ended = ended - interval '2 hours'");
  EXPECT_EQ(journal->forget(1h).value(), 1);
  EXPECT_FALSE(journal->find(id).value());
  EXPECT_TRUE(journal->events(id).value().empty());
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
