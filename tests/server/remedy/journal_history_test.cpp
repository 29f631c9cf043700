// What the journal on real servers tells of the past: to guards, to the page, to predictions.
#include "server/remedy/journal_fixture.h"
#include "unit/remedy/sample_finder.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

class JournalHistoryTest : public JournalTest {};
INSTANTIATE_TEST_SUITE_P(Major, JournalHistoryTest, testing::Values(13, 15, 18),
                         [](const auto& chosen) { return std::to_string(chosen.param); });

TEST_P(JournalHistoryTest, SeesWhatOthersDoToOpenActions) {
  const auto one = open("one");
  const auto two = open("two");
  const std::string approved = propose(*one, nomination("a"));
  const std::string rejected = propose(*one, nomination("b"));
  ASSERT_EQ(one->open_actions().value().size(), 2U);
  ASSERT_TRUE(move(*two, approved, State::kProposed, Event::kApprove));
  ASSERT_TRUE(move(*two, rejected, State::kProposed, Event::kReject));
  const std::string fresh = propose(*two, nomination("c"));
  for (int again = 0; again < 2; ++again) {
    const std::vector<Action> seen = one->open_actions().value();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].id, approved);
    EXPECT_EQ(seen[0].state, State::kApproved);
    EXPECT_EQ(seen[1].id, fresh);
    EXPECT_EQ(seen[1].object.index, "c");
  }
}

TEST_P(JournalHistoryTest, DoesNotRepeatWhatIsToRest) {
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

TEST_P(JournalHistoryTest, TellsTheHistoryOfAnObject) {
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

TEST_P(JournalHistoryTest, CountsObjectsForThePage) {
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
  server().execute(R"(UPDATE pgmedic.action SET before = '{"table_bytes": "300"}' WHERE started IS NOT NULL)");
  EXPECT_EQ(journal->usage({}).value().bytes, 300.0);       // as those have that work on tables
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

TEST_P(JournalHistoryTest, LooksAtASuccessAgainOnce) {
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

TEST_P(JournalHistoryTest, LearnsHowLongWorkTakes) {
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

TEST_P(JournalHistoryTest, ForgetsWhatIsOld) {
  const auto journal = open();
  const std::string id = propose(*journal, nomination());
  ASSERT_TRUE(move(*journal, id, State::kProposed, Event::kReject));
  EXPECT_EQ(journal->forget(1h).value(), 0);
  server().execute("UPDATE pgmedic.action SET ended = ended - interval '2 hours'");
  EXPECT_EQ(journal->forget(1h).value(), 1);
  EXPECT_FALSE(journal->find(id).value());
  EXPECT_TRUE(journal->events(id).value().empty());
}

}  // namespace
}  // namespace pgmedic
