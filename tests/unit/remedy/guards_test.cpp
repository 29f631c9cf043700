// Guards that look at the action itself and at what was allowed: what makes each say no, and what it says.
#include <gmock/gmock.h>

#include "unit/remedy/guard_fixture.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

TEST_F(GuardTest, KillSwitchIsAFileAndWhatCannotBeLookedAtCounts) {
  EXPECT_EQ(say("kill_switch"), "ok: there is no file /run/pgmedic/stop");
  files_.there = "/run/pgmedic/stop";
  EXPECT_THAT(say("kill_switch"), HasSubstr("no: the file /run/pgmedic/stop stops everything"));
  files_.unreadable = true;
  EXPECT_THAT(say("kill_switch"), HasSubstr("unknown: cannot look at"));
  policy_.kill_switch_file.clear();
  EXPECT_EQ(judge("kill_switch").verdict, Verdict::kOk);
}

TEST_F(GuardTest, PauseNamesWhoPaused) {
  history_.paused_by = "alice";
  history_.paused_since = kNow;
  EXPECT_EQ(say("paused"), "no: paused by alice since Fri 2024-10-04 03:00 UTC; resume it");
}

TEST_F(GuardTest, WindowMustBeOpenAndLongEnough) {
  policy_.windows = {Window{{}, 2h, 2h, "UTC"}};
  EXPECT_EQ(say("window"), "ok: a window is open for 1 h more");
  candidate_.numbers["predicted_seconds"] = 3601;
  EXPECT_EQ(say("window"), "no: it would take 3601s, and the window is open for 1h more");
  candidate_.numbers.erase("predicted_seconds");
  EXPECT_EQ(judge("window").verdict, Verdict::kUnknown);
  now_ += 2h;
  history_.read_at = now_;
  candidate_.numbers["predicted_seconds"] = 1;
  EXPECT_EQ(say("window"), "no: the next window opens at Sat 2024-10-05 02:00 UTC");
  policy_.of(Remedy::kReindex).windows = std::vector<Window>();
  EXPECT_EQ(judge("window").verdict, Verdict::kOk);
}

TEST_F(GuardTest, BudgetIsHalvedByAFailureAndEndsWithTheSecond) {
  history_.usage.actions = 10;
  EXPECT_EQ(judge("budget").verdict, Verdict::kOk);
  history_.usage.failures = 1;
  EXPECT_THAT(say("budget"), HasSubstr("10 actions have run; after a failure half of the budget is left"));
  history_.usage.actions = 1;
  EXPECT_EQ(judge("budget").verdict, Verdict::kOk);
  history_.usage.failures = 2;
  EXPECT_THAT(say("budget"), HasSubstr("no: 2 actions have failed"));
}

TEST_F(GuardTest, BudgetCountsBytesWalAndTime) {
  history_.usage.bytes = policy_.budget.bytes - 0.5e9;
  EXPECT_THAT(say("budget"), HasSubstr("were worked on"));
  history_.usage.bytes = 0;
  history_.usage.wal_bytes = policy_.budget.wal_bytes;
  EXPECT_THAT(say("budget"), HasSubstr("of WAL were written"));
  history_.usage.wal_bytes = 0;
  policy_.budget.time = 1h;
  history_.usage.time = 1h - 59s;
  EXPECT_THAT(say("budget"), HasSubstr("this one would take 1 min"));
}

TEST_F(GuardTest, OneAtATime) {
  history_.acting = 1;
  EXPECT_EQ(judge("one_at_a_time").verdict, Verdict::kNo);
}

TEST_F(GuardTest, ServerMustBeAPrimaryAndTheSameAsBefore) {
  server_.answers["server"]["in_recovery"] = "1";
  EXPECT_THAT(say("primary"), HasSubstr("no: it is a standby"));
  history_.system_identifier = "42";
  EXPECT_EQ(judge("system_identifier").verdict, Verdict::kOk);
  history_.system_identifier = "41";
  EXPECT_EQ(judge("system_identifier").settles, Settles::kRefused);
}

TEST_F(GuardTest, VersionsWithKnownBugsAreRefused) {
  const auto verdict = [&](int version) {
    facts_.version_num = version;
    return judge("version").verdict;
  };
  EXPECT_EQ(verdict(140003), Verdict::kNo);
  EXPECT_EQ(verdict(140004), Verdict::kOk);
  EXPECT_EQ(verdict(130004), Verdict::kNo);
  EXPECT_EQ(verdict(130005), Verdict::kOk);
  EXPECT_EQ(verdict(120022), Verdict::kNo);
  EXPECT_EQ(verdict(0), Verdict::kUnknown);
  candidate_.numbers["is_toast"] = 1;
  EXPECT_EQ(verdict(130005), Verdict::kNo);
  EXPECT_EQ(verdict(130006), Verdict::kOk);
  remedy_ = Remedy::kVacuum;
  EXPECT_EQ(verdict(140003), Verdict::kOk) << "only rebuilding is dangerous there";
}

TEST_F(GuardTest, SuperusersAndPoolersAreRefused) {
  facts_.superuser = true;
  pooled_ = true;
  EXPECT_EQ(judge("superuser").settles, Settles::kRefused);
  EXPECT_EQ(judge("direct_connection").settles, Settles::kRefused);
}

TEST_F(GuardTest, ObjectsMustBeAllowedAndNotDenied) {
  policy_.allow.tables = {"app.ord*"};
  EXPECT_EQ(judge("object").verdict, Verdict::kOk);
  policy_.deny.tables = {"*.orders"};
  EXPECT_EQ(say("object"), "no: remedies.deny names it");
  policy_.deny.tables.clear();
  policy_.allow.tables = {"app"};
  EXPECT_EQ(say("object"), "no: remedies.allow.tables does not name it");
  policy_.allow.databases = {"other"};
  EXPECT_EQ(say("object"), "no: remedies.allow.databases does not name its database");
  policy_.deny.databases = {"sh?p"};
  EXPECT_EQ(judge("object").settles, Settles::kRefused);
}

TEST_F(GuardTest, ObjectsMustExistAndBeOfTheRightSize) {
  policy_.of(Remedy::kReindex).max_bytes = 0.5e9;
  EXPECT_THAT(say("object"), HasSubstr("more than max_bytes"));
  candidate_.numbers["bytes"] = 1000;
  EXPECT_THAT(say("object"), HasSubstr("less than min_bytes"));
  candidate_.numbers.erase("bytes");
  EXPECT_EQ(judge("object").verdict, Verdict::kUnknown);
  candidate_.statement.clear();
  candidate_.verdict_reason = "it is partitioned";
  EXPECT_EQ(say("object"), "no: it is partitioned");
  candidate_ = Candidate();
  EXPECT_EQ(judge("object").settles, Settles::kRefused);
  EXPECT_FALSE(summarize(judge()).go);
}

TEST_F(GuardTest, NeedIsWhatWasMeasuredNotWhatSomebodySays) {
  candidate_.numbers["bloat_ratio"] = 0.3;
  EXPECT_EQ(judge("need").settles, Settles::kSuperseded);
  EXPECT_THAT(say("need"), HasSubstr("would free 30 %, less than min_bloat"));
  candidate_.numbers["bloat_ratio"] = 0.6;
  candidate_.numbers["predicted_gain_bytes"] = 1e6;
  EXPECT_THAT(say("need"), HasSubstr("less than min_gain"));
  candidate_.numbers.erase("bloat_ratio");
  candidate_.texts["unmeasured"] = "the extension pgstattuple is not installed in this database";
  EXPECT_EQ(say("need"), "unknown: it was not measured: the extension pgstattuple is not installed in this database");
  candidate_.numbers["is_btree"] = 0;
  candidate_.texts["access_method"] = "gin";
  EXPECT_THAT(say("need"), HasSubstr("a proposal only"));
}

TEST_F(GuardTest, NeedIsNotJudgedByAnOldMeasurement) {
  candidate_.measured_at = kNow - 1h;
  EXPECT_EQ(say("need"), "unknown: it was measured 1 h ago");
  EXPECT_EQ(judge("need").age_seconds, 3600);
}

TEST_F(GuardTest, NeedOfStatisticsIsChangeOrAge) {
  remedy_ = Remedy::kAnalyze;
  candidate_.numbers["analyze_ratio"] = 0.9;
  candidate_.numbers["analyze_age"] = 3600;
  EXPECT_EQ(judge("need").settles, Settles::kSuperseded);
  candidate_.numbers["analyze_age"] = 8 * 86400;
  EXPECT_EQ(judge("need").verdict, Verdict::kOk);
  candidate_.numbers["analyze_ratio"] = 0.1;
  EXPECT_EQ(judge("need").verdict, Verdict::kNo) << "old, but nothing changed";
  candidate_.numbers["analyze_ratio"] = 1.5;
  EXPECT_EQ(judge("need").verdict, Verdict::kOk);
}

TEST_F(GuardTest, NeedOfFirstStatisticsIsRowsThatNobodyKnows) {
  remedy_ = Remedy::kAnalyze;
  candidate_.numbers["analyze_ratio"] = 0;  // as after an upgrade: nothing was changed since
  candidate_.numbers["never_analyzed"] = 1;
  EXPECT_EQ(judge("need").settles, Settles::kSuperseded);
  candidate_.numbers["unanalyzed_ratio"] = 0.9;
  EXPECT_EQ(judge("need").settles, Settles::kSuperseded);
  candidate_.numbers["unanalyzed_ratio"] = 100;
  EXPECT_EQ(say("need"), "ok: it was never analyzed");
  candidate_.numbers["never_analyzed"] = 0;
  EXPECT_EQ(judge("need").verdict, Verdict::kNo);
}

TEST_F(GuardTest, ApprovalIsNeededByModeAndByKind) {
  EXPECT_EQ(judge("approval").verdict, Verdict::kOk);
  for (const auto& [fact, kind] : std::map<std::string, std::string>{
           {"is_unique", "unique"}, {"is_expression", "expression"}, {"is_partial", "partial"}, {"is_toast", "toast"}}) {
    candidate_.numbers[fact] = 1;
    EXPECT_THAT(say("approval"), HasSubstr("a person has to release it")) << fact;
    EXPECT_FALSE(approval_reasons(policy_, remedy_, candidate_, facts_.version_num).empty());
    policy_.of(remedy_).unattended = {kind};
    EXPECT_EQ(judge("approval").verdict, Verdict::kOk) << fact;
    policy_.of(remedy_).unattended.clear();
    candidate_.numbers[fact] = 0;
  }
  candidate_.numbers["is_owned"] = 0;
  EXPECT_THAT(say("approval"), HasSubstr("could not drop what a failed rebuild leaves behind"));
  candidate_.numbers["is_owned"] = 1;
  policy_.of(remedy_).mode = Mode::kApprove;
  EXPECT_EQ(say("approval"), "no: the mode is approve: a person has to release it");
  approved_ = true;
  EXPECT_EQ(judge("approval").verdict, Verdict::kOk);
  policy_.mode = Mode::kPropose;
  EXPECT_EQ(say("approval"), "no: the mode is propose: nothing is run") << "off wins, even over a person";
}

TEST_F(GuardTest, LeftoversThatAreNotProvenOursNeedAPerson) {
  remedy_ = Remedy::kDropLeftover;
  EXPECT_THAT(say("approval"), HasSubstr("does not prove"));
  proven_ours_ = true;
  EXPECT_EQ(judge("approval").verdict, Verdict::kOk);
}

TEST_F(GuardTest, PrivilegesDifferByRemedyAndMajor) {
  server_.answers["privilege"]["owns"] = "0";
  server_.answers["privilege"]["maintains"] = "1";
  EXPECT_EQ(judge("privilege").verdict, Verdict::kOk);
  remedy_ = Remedy::kDropLeftover;
  EXPECT_THAT(say("privilege"), HasSubstr("make it a member of the table's owner, owner"));
  remedy_ = Remedy::kVacuum;
  EXPECT_EQ(judge("privilege").verdict, Verdict::kOk);
  server_.answers["privilege"]["maintains"] = "0";
  facts_.version_num = 170000;
  EXPECT_THAT(say("privilege"), HasSubstr("grant it MAINTAIN"));
  server_.answers["privilege"]["owns_database"] = "1";
  EXPECT_EQ(judge("privilege").verdict, Verdict::kOk);
  server_.answers["privilege"]["may_look"] = "0";
  EXPECT_THAT(say("privilege"), HasSubstr("lacks USAGE on schema app"));
}

TEST_F(GuardTest, CooldownDoublesWithWhatDidNotHelp) {
  const auto run = [](Outcome outcome, Milliseconds ago) {
    PastRun past;
    past.outcome = outcome;
    past.ended = kNow - ago;
    return past;
  };
  policy_.of(remedy_).cooldown = 1h;
  policy_.of(remedy_).longest_cooldown = 4h;
  history_.past = {run(Outcome::kSucceeded, 61min)};
  EXPECT_EQ(judge("cooldown").verdict, Verdict::kOk);
  history_.past = {run(Outcome::kSucceeded, 59min)};
  EXPECT_EQ(judge("cooldown").settles, Settles::kSuppressed);
  history_.past = {run(Outcome::kIneffective, 61min), run(Outcome::kSucceeded, 10h)};
  EXPECT_THAT(say("cooldown"), HasSubstr("left alone until Fri 2024-10-04 03:59 UTC"));
  history_.past = {run(Outcome::kFailed, 239min), run(Outcome::kFailed, 300min), run(Outcome::kFailed, 400min),
                   run(Outcome::kFailed, 500min)};
  EXPECT_EQ(judge("cooldown").verdict, Verdict::kNo);
  history_.past.front().ended = kNow - 241min;
  EXPECT_EQ(judge("cooldown").verdict, Verdict::kOk) << "doubling stops at the longest";
  history_.past = {run(Outcome::kCancelled, 1min), run(Outcome::kSucceeded, 2h)};
  EXPECT_EQ(judge("cooldown").verdict, Verdict::kOk) << "that others needed the room is not its fault";
}

TEST_F(GuardTest, QuarantineNeedsAPerson) {
  history_.quarantined = true;
  EXPECT_EQ(judge("quarantine").settles, Settles::kSuppressed);
}

TEST_F(GuardTest, IndexesThatRandomInsertionsKeepTwoThirdsFullAreHealthy) {
  policy_.of(remedy_).min_bloat = 0.1;
  candidate_.numbers["bloat_ratio"] = 0.24;
  for (const double density : {0.61, 0.68, 0.74}) {
    candidate_.numbers["density"] = density;
    EXPECT_EQ(judge("regrowth").settles, Settles::kSuppressed) << density;
  }
  candidate_.numbers["deleted_pages"] = 5000;
  EXPECT_EQ(judge("regrowth").verdict, Verdict::kOk) << "rows were deleted, so there is something to gain";
  candidate_.numbers["deleted_pages"] = 0;
  candidate_.numbers["density"] = 0.4;
  EXPECT_EQ(judge("regrowth").verdict, Verdict::kOk);
}

TEST_F(GuardTest, IndexesThatGrewBackAreLeftAlone) {
  PastRun last;
  last.ended = kNow - 20 * 24h;
  last.bytes_before = 0.5e9;
  last.rows_before = 0.5e6;
  last.bytes_after = 0.3e9;
  history_.past = {last};
  EXPECT_THAT(say("regrowth"), HasSubstr("no: it grew back within 20 d"));
  candidate_.numbers["rows"] = 2e6;
  EXPECT_EQ(judge("regrowth").verdict, Verdict::kOk) << "it is larger because it has more rows";
  candidate_.numbers["rows"] = 1e6;
  history_.past.front().ended = kNow - 300 * 24h;
  EXPECT_EQ(judge("regrowth").verdict, Verdict::kOk) << "that took a year: worth doing again";
  history_.baseline = HealthyWeight{300, kNow - 400 * 24h, 2};
  EXPECT_EQ(say("regrowth"), "no: it grew back 2 times after a rebuild");
}

}  // namespace
}  // namespace pgmedic
