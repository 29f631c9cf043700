// The guards that ask outside of the server: every verdict, and what is asked at all.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "unit/remedy/guard_fixture.h"

namespace pgmedic {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OutsideGuardTest : public GuardTest {
 protected:
  static double ago(Milliseconds time) { return unix_seconds(kNow - time); }
  void need_backup() {
    policy_.guards.backup_required = true;
    policy_.guards.backup_query = "newest";
  }
  void hide_disks() {
    server_.answers["disk"]["is_local"] = "0";
    policy_.guards.disk_data_free_query = "data";
    policy_.guards.disk_wal_free_query = "wal";
  }
};

TEST_F(OutsideGuardTest, NobodyIsAskedUnlessTheConfigurationSaysSo) {
  EXPECT_TRUE(summarize(judge()).go);
  running_ = true;
  EXPECT_TRUE(summarize(judge()).go);
  EXPECT_THAT(outside_.asked, IsEmpty());
}

// Whatever an alert's labels said has become a candidate's names by now.
TEST_F(OutsideGuardTest, NothingOfTheObjectGetsIntoAQuestion) {
  need_backup();
  hide_disks();
  policy_.guards.backup_verify_query = "verified";
  policy_.guards.load_query = "cpu";
  policy_.guards.load_max = 1;
  policy_.guards.slo_query = "slo";
  policy_.guards.veto.url = "http://veto";
  for (const char* query : {"data", "wal", "cpu", "slo"}) {
    outside_.give(query, {1});
  }
  outside_.give("newest", {ago(1h)});
  outside_.give("verified", {ago(1h)});
  candidate_.object = {"\"} or vector(1) #", "{target}", "x\") or up{a=\"", "/../../admin?x=@y"};
  judge();
  EXPECT_THAT(outside_.asked, ElementsAre("data", "wal", "cpu", "newest", "verified", "slo", "http://veto"));
}

TEST_F(OutsideGuardTest, BackupsMustBeFreshWhereTheyAreRequired) {
  policy_.guards.backup_required = true;
  EXPECT_EQ(say("backup"), "unknown: a fresh backup is required, and no series tells of any: set guards.backup.query");
  need_backup();
  EXPECT_EQ(say("backup"), "unknown: nobody knows when the newest backup was made: no way to http://prometheus:9090");
  outside_.give("newest", {ago(27h)}, 10s);
  EXPECT_EQ(say("backup"), "no: the newest backup was made 1 d 3 h ago");
  EXPECT_EQ(judge("backup").age_seconds, 10);
  outside_.give("newest", {ago(26h)});
  EXPECT_EQ(say("backup"), "ok: the newest backup was made 1 d 2 h ago");
  outside_.give("newest", {ago(-1h)});
  EXPECT_EQ(say("backup"), "unknown: the newest backup was made in the future");
  outside_.give("newest", {3600});
  EXPECT_THAT(say("backup"), HasSubstr("unknown: the expression newest gives 3,600, which is no Unix time"));
  outside_.give("newest", {0});
  EXPECT_THAT(say("backup"), HasSubstr("gives 0, which is no Unix time: there was none"));
  server_.answers["backup"]["running"] = "1";
  EXPECT_EQ(say("backup"), "no: a base backup is being taken");
}

TEST_F(OutsideGuardTest, BackupsMustBeVerifiedWhereSomebodyTellsOfIt) {
  need_backup();
  policy_.guards.backup_verify_query = "verified";
  outside_.give("newest", {ago(1h)});
  EXPECT_THAT(say("backup"), HasSubstr("unknown: nobody knows when the newest verification of a backup was done"));
  outside_.give("verified", {ago(8 * 24h)});
  EXPECT_EQ(say("backup"), "no: the newest verification of a backup was done 8 d ago");
  outside_.give("verified", {ago(6 * 24h)});
  EXPECT_EQ(judge("backup").verdict, Verdict::kOk);
  outside_.give("newest", {ago(30h)});
  EXPECT_EQ(judge("backup").verdict, Verdict::kNo) << "verified or not, it is old";
}

TEST_F(OutsideGuardTest, OnlyOneFiniteNumberOfLateIsAnAnswer) {
  need_backup();
  outside_.give("newest", {});
  EXPECT_THAT(say("backup"), HasSubstr("unknown: nobody knows when the newest backup was made: the expression newest gives no series"));
  outside_.give("newest", {ago(1h), ago(2h)});
  EXPECT_THAT(say("backup"), HasSubstr("gives 2 series; narrow its labels"));
  for (const double value : {std::nan(""), std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
    outside_.give("newest", {value});
    EXPECT_THAT(say("backup"), HasSubstr("gives no finite number"));
  }
  outside_.give("newest", {ago(1h)}, policy_.prometheus.max_age);
  EXPECT_EQ(judge("backup").verdict, Verdict::kOk);
  outside_.give("newest", {ago(1h)}, policy_.prometheus.max_age + 1s);
  EXPECT_THAT(say("backup"), HasSubstr("the expression newest is 2 min 1 s old"));
  outside_.give("newest", {ago(1h)}, -16s);
  EXPECT_THAT(say("backup"), HasSubstr("was sampled in the future"));
  policy_.prometheus.url.clear();
  EXPECT_THAT(say("backup"), HasSubstr("set remedies.prometheus.url"));
}

TEST_F(OutsideGuardTest, DisksAreAskedForWhereTheyCannotBeSeen) {
  hide_disks();
  EXPECT_EQ(say("disk"), "unknown: the server's disks are on another machine, and no way to http://prometheus:9090");
  outside_.give("data", {1e11}, 20s);
  outside_.give("wal", {9e10}, 30s);
  EXPECT_EQ(say("disk"), "ok: 93 GB are free for data, 84 GB for WAL, says Prometheus");
  EXPECT_EQ(judge("disk").age_seconds, 30);
  outside_.give("data", {1.9e9});
  EXPECT_THAT(say("disk"), HasSubstr("no: the disk of the data has 1.8 GB free"));
  outside_.give("data", {1e11});
  outside_.give("wal", {1.2e9});
  EXPECT_THAT(say("disk"), HasSubstr("no: the disk of the WAL"));
  outside_.give("wal", {-1});
  EXPECT_THAT(say("disk"), HasSubstr("unknown: "));
  policy_.guards.disk_unseen_max_bytes = 1e18;
  outside_.give("wal", {});
  EXPECT_EQ(judge("disk").verdict, Verdict::kUnknown) << "who is to be asked counts, not the limit for where nobody can be";
  policy_.guards.disk_wal_free_query.clear();
  EXPECT_THAT(say("disk"), HasSubstr("unknown: the server's disks are on another machine; set both"));
}

TEST_F(OutsideGuardTest, DisksThatCanBeSeenAreNotAskedFor) {
  hide_disks();
  server_.answers["disk"]["is_local"] = "1";
  EXPECT_EQ(judge("disk").verdict, Verdict::kOk);
  EXPECT_THAT(outside_.asked, IsEmpty());
}

TEST_F(OutsideGuardTest, DisksMustHaveRoomWhileItRuns) {
  hide_disks();
  running_ = true;
  outside_.give("data", {1.1e9});
  outside_.give("wal", {1.1e9});
  EXPECT_EQ(judge("disk").verdict, Verdict::kOk) << "only what must stay free counts";
  outside_.give("wal", {1e9});
  EXPECT_EQ(judge("disk").verdict, Verdict::kNo);
}

TEST_F(OutsideGuardTest, ObjectivesMustHold) {
  policy_.guards.slo_query = "slo";
  EXPECT_EQ(say("slo"), "unknown: no way to http://prometheus:9090");
  outside_.give("slo", {});
  EXPECT_EQ(say("slo"), "no: the expression slo gives no series");
  outside_.give("slo", {1, 1}, 5s);
  EXPECT_EQ(say("slo"), "ok: the expression slo holds");
  EXPECT_EQ(judge("slo").age_seconds, 5);
  outside_.give("slo", {1, 0});
  EXPECT_EQ(say("slo"), "no: the expression slo is false");
  outside_.give("slo", {std::nan("")});
  EXPECT_EQ(judge("slo").verdict, Verdict::kNo);
  outside_.give("slo", {1}, 3min);
  EXPECT_EQ(judge("slo").verdict, Verdict::kUnknown);
  policy_.guards.slo_query = "errors < 0.01";
  outside_.give("errors < 0.01", {0});
  EXPECT_EQ(judge("slo").verdict, Verdict::kOk) << "what a comparison lets pass has passed, whatever its value";
  outside_.give("errors < 0.01", {});
  EXPECT_EQ(judge("slo").verdict, Verdict::kNo);
  running_ = true;
  EXPECT_EQ(judge("slo").verdict, Verdict::kNo);
}

TEST_F(OutsideGuardTest, PagesMayForbid) {
  policy_.guards.veto.url = "http://veto/ok";
  EXPECT_EQ(say("veto"), "unknown: no way to http://veto/ok");
  for (const int status : {204, 301, 403, 503}) {
    outside_.answers["http://veto/ok"] = {status, {}, kNow};
    EXPECT_EQ(say("veto"), "no: http://veto/ok answers " + std::to_string(status) + ", which forbids it");
  }
  outside_.answers["http://veto/ok"] = {200, {}, kNow};
  EXPECT_EQ(say("veto"), "ok: http://veto/ok answers 200");
  running_ = true;
  EXPECT_EQ(judge("veto").verdict, Verdict::kOk);
}

TEST_F(OutsideGuardTest, LoadHasALimitAndAHigherOneWhileItRuns) {
  server_.answers["load"]["active"] = "65";
  EXPECT_EQ(say("load"), "no: 65 sessions work, more than 64");
  running_ = true;
  EXPECT_EQ(say("load"), "ok: no number of sessions is critical");
  policy_.guards.critical_sessions = 65;
  EXPECT_EQ(judge("load").verdict, Verdict::kOk);
  policy_.guards.critical_sessions = 64;
  EXPECT_EQ(say("load"), "no: 65 sessions work, more than 64");
}

TEST_F(OutsideGuardTest, LoadMayBeMeasuredOutside) {
  policy_.guards.load_query = "cpu";
  EXPECT_THAT(say("load"), HasSubstr("unknown: nobody says how much load is too much"));
  policy_.guards.load_max = 0.8;
  EXPECT_THAT(say("load"), HasSubstr("unknown: no way to"));
  outside_.give("cpu", {0.9}, 7s);
  EXPECT_EQ(say("load"), "no: the expression cpu gives 0.9, more than 0.8");
  EXPECT_EQ(judge("load").age_seconds, 7);
  outside_.give("cpu", {0.8});
  EXPECT_EQ(judge("load").verdict, Verdict::kOk);
  server_.answers["load"]["active"] = "65";
  EXPECT_EQ(say("load"), "no: 65 sessions work, more than 64");
}

TEST_F(OutsideGuardTest, WindowsEndWhatRunsOnlyWhereTheySaySo) {
  policy_.windows = {Window{{}, 2h, 2h, "UTC"}};
  running_ = true;
  candidate_ = {};
  EXPECT_EQ(say("window"), "ok: a window is open");
  now_ = kNow + 2h;
  EXPECT_EQ(say("window"), "ok: the window has closed, and what runs may finish");
  policy_.windows[0].at_end = AtEnd::kCancel;
  EXPECT_EQ(say("window"), "no: the window has closed, and its at_end is cancel");
  policy_.windows.push_back(Window{{}, 3h, 100min, "UTC"});
  EXPECT_EQ(say("window"), "ok: the window has closed, and what runs may finish") << "the one that closed last counts";
  policy_.windows.clear();
  EXPECT_EQ(judge("window").verdict, Verdict::kOk);
}

}  // namespace
}  // namespace pgmedic
