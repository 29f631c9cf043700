// Whether an action helped: by measurements and notices, never by what the server calls success.
#include "remedy/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pgmedic {
namespace {

using testing::HasSubstr;

Action rebuild() {
  Action action;
  action.remedy = Remedy::kReindex;
  action.index_oid = 10;
  action.definition = " ON app.orders USING btree (v)";
  action.before = {{"bytes", "1000"}};
  action.predicted = {{"gain_bytes", "600"}};
  return action;
}

IndexState rebuilt(double bytes) {
  return {true, true, 11, 1, bytes, 100, " ON app.orders USING btree (v)"};
}

TEST(Outcome, ARebuildHasToGainHalfOfWhatWasPromised) {
  EXPECT_EQ(judge_rebuild(rebuild(), rebuilt(400)).event, Event::kSucceed);
  EXPECT_EQ(judge_rebuild(rebuild(), rebuilt(700)).event, Event::kSucceed);
  EXPECT_EQ(judge_rebuild(rebuild(), rebuilt(701)).event, Event::kDisappoint);
  EXPECT_EQ(judge_rebuild(rebuild(), rebuilt(2000)).event, Event::kDisappoint);
}

TEST(Outcome, ARebuildHasToLeaveAnotherIndexThatIsTheSame) {
  IndexState same_oid = rebuilt(100);
  same_oid.oid = 10;
  EXPECT_EQ(judge_rebuild(rebuild(), same_oid).event, Event::kFail);
  IndexState invalid = rebuilt(100);
  invalid.usable = false;
  EXPECT_EQ(judge_rebuild(rebuild(), invalid).event, Event::kFail);
  IndexState other = rebuilt(100);
  other.definition = " ON app.orders USING btree (id)";
  EXPECT_EQ(judge_rebuild(rebuild(), other).event, Event::kFail);
  EXPECT_EQ(judge_rebuild(rebuild(), {}).event, Event::kFail);
}

TEST(Outcome, AnAnalyzeThatSkippedTheTableHasFailed) {
  Action action;
  action.notices = {"WARNING: skipping \"orders\" --- only table or database owner can analyze it"};
  const OutcomeVerdict verdict = judge_analyze(action, {true, false, false, 0, 0});
  EXPECT_EQ(verdict.event, Event::kFail);
  EXPECT_THAT(verdict.reason, HasSubstr("only table or database owner"));
  EXPECT_EQ(judge_analyze({}, {true, false, false, 0, 0}).event, Event::kFail);
  EXPECT_EQ(judge_analyze({}, {true, true, false, 0, 0}).event, Event::kSucceed);
  EXPECT_EQ(judge_analyze({}, {}).event, Event::kFail);
}

TEST(Outcome, ATableThatOthersHoldIsNobodysFault) {
  Action action;
  action.notices = {"WARNING: skipping analyze of \"orders\" --- lock not available"};
  action.sqlstate = "55P03";
  const OutcomeVerdict verdict = judge_analyze(action, {true, false, false, 0, 0});
  EXPECT_EQ(verdict.event, Event::kCancel);
  EXPECT_THAT(verdict.reason, HasSubstr("lock not available"));
  EXPECT_EQ(judge_vacuum(action, {true, false, false, 0, 0}).event, Event::kCancel);
  EXPECT_EQ(judge_freeze(action, {true, false, false, 0, 0}).event, Event::kCancel);
  EXPECT_EQ(judge_analyze(action, {true, true, false, 0, 0}).event, Event::kSucceed) << "only a partition was skipped";
}

TEST(Outcome, AVacuumHasToRemoveHalfOfTheDeadRows) {
  Action action;
  action.before = {{"dead_rows", "90"}, {"toast_dead_rows", "10"}};
  EXPECT_EQ(judge_vacuum(action, {true, false, true, 50, 0}).event, Event::kSucceed);
  EXPECT_EQ(judge_vacuum(action, {true, false, true, 51, 0}).event, Event::kDisappoint);
  Action aged = action;
  aged.before.emplace_back("xid_age", "900");
  EXPECT_NE(judge_vacuum(aged, {true, false, true, 0, 30}).reason.find("900 back before, 30 now"), std::string::npos);
  EXPECT_EQ(judge_vacuum(action, {true, false, false, 0, 0}).event, Event::kFail);
}

TEST(Outcome, AFreezeHasToBringTheAgeDown) {
  Action action;
  action.before = {{"xid_age", "1000"}};
  EXPECT_EQ(judge_freeze(action, {true, false, true, 0, 10}).event, Event::kSucceed);
  EXPECT_EQ(judge_freeze(action, {true, false, true, 0, 900}).event, Event::kDisappoint);
  EXPECT_EQ(judge_freeze(action, {true, false, false, 0, 10}).event, Event::kFail);
}

TEST(Outcome, ADroppedIndexIsGone) {
  Action action;
  action.index_oid = 10;
  EXPECT_EQ(judge_drop(action, {}).event, Event::kSucceed);
  EXPECT_EQ(judge_drop(action, rebuilt(1)).event, Event::kSucceed);  // another of that name
  IndexState still = rebuilt(1);
  still.oid = 10;
  EXPECT_EQ(judge_drop(action, still).event, Event::kFail);
}

}  // namespace
}  // namespace pgmedic
