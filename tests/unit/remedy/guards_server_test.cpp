// Guards that look at the server and at who else is there: what makes each say no, and what it says.
#include <gmock/gmock.h>

#include <cmath>

#include "unit/remedy/guard_fixture.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

TEST_F(GuardTest, UniqueIndexesWaitForAPersonWhereUpsertsMayFail) {
  candidate_.numbers["is_unique"] = 1;
  server_.answers["on_conflict"]["statements"] = "3";
  EXPECT_THAT(say("on_conflict"), HasSubstr("has seen 3 kinds"));
  server_.answers["on_conflict"]["statements"] = std::nullopt;
  EXPECT_THAT(say("on_conflict"), HasSubstr("nobody knows whether there is any"));
  approved_ = true;
  EXPECT_EQ(judge("on_conflict").verdict, Verdict::kOk);
  approved_ = false;
  facts_.version_num = 190000;
  EXPECT_EQ(judge("on_conflict").verdict, Verdict::kOk);
}

TEST_F(GuardTest, LeftoversAndOthersAtWorkComeFirst) {
  server_.answers["leftover"] = {{"leftovers", "1"}, {"names", "by_day_ccnew"}};
  EXPECT_THAT(say("leftover"), HasSubstr("by_day_ccnew"));
  server_.answers["conflicting_maintenance"] = {{"sessions", "1"}, {"who", "VACUUM by pid 7"}};
  EXPECT_EQ(say("conflicting_maintenance"), "no: others work there: VACUUM by pid 7");
  server_.answers["conflicting_maintenance"]["to_prevent_wraparound"] = "1";
  EXPECT_THAT(say("conflicting_maintenance"), HasSubstr("to prevent wraparound"));
  server_.answers["old_transactions"] = {{"old", "1"}, {"oldest", "3600"}, {"who", "pid 8"}};
  EXPECT_EQ(say("old_transactions"), "no: it would wait for a transaction that is 1 h old: pid 8");
}

TEST_F(GuardTest, VacuumIsUselessWhileTheHorizonIsHeldAndTheHolderIsNamed) {
  remedy_ = Remedy::kVacuum;
  server_.answers["horizon"] = {{"holders", "1"}, {"held_seconds", "30"}, {"xid_age", "9"}, {"who", "pid 8"}};
  candidate_.numbers["vacuum_age"] = 40;
  EXPECT_EQ(judge("horizon").verdict, Verdict::kOk) << "short transactions are everyday life";
  server_.answers["horizon"]["held_seconds"] = "3600";
  candidate_.numbers["vacuum_age"] = 36000;
  EXPECT_EQ(judge("horizon").verdict, Verdict::kOk) << "most of the dead rows are older";
  candidate_.numbers["vacuum_age"] = 5000;
  EXPECT_THAT(say("horizon"), HasSubstr("about 72 % of the dead rows cannot be removed while the horizon is held by pid 8"));
  candidate_.numbers.erase("vacuum_age");
  EXPECT_EQ(judge("horizon").verdict, Verdict::kNo);
  server_.answers["horizon"] = {
      {"holders", "1"}, {"held_seconds", std::nullopt}, {"xid_age", "2000000"}, {"who", "replication slot x (inactive)"}};
  EXPECT_THAT(say("horizon"), HasSubstr("replication slot x"));
  server_.answers["horizon"]["xid_age"] = "10";
  EXPECT_EQ(judge("horizon").verdict, Verdict::kOk);
}

TEST_F(GuardTest, AutovacuumIsNotKeptAwayFromWraparound) {
  server_.answers["wraparound"]["xid_age"] = "170000000";
  EXPECT_THAT(say("wraparound"), HasSubstr("85 % of the way"));
}

TEST_F(GuardTest, StandbysAndSlotsMustHaveRoom) {
  server_.answers["replication"] = {{"standbys", "1"}, {"lag_bytes", "100000000"}, {"slowest", "s1"}, {"safe_bytes", std::nullopt}};
  EXPECT_THAT(say("replication"), HasSubstr("standby s1 is"));
  server_.answers["replication"] = {{"lag_seconds", "31"}, {"slowest", "s1"}, {"safe_bytes", std::nullopt}};
  EXPECT_EQ(say("replication"), "no: standby s1 is 31 s behind");
  server_.answers["replication"] = {{"retained_bytes", "10600000000"}, {"furthest", "dead (inactive)"}, {"safe_bytes", std::nullopt}};
  EXPECT_THAT(say("replication"), HasSubstr("slot dead (inactive) keeps"));
  server_.answers["replication"] = {{"safe_bytes", "300000000"}};
  EXPECT_THAT(say("replication"), HasSubstr("would give up a replication slot after"));
  server_.answers["replication"] = {{"endangered", "1"}, {"safe_bytes", std::nullopt}};
  EXPECT_THAT(say("replication"), HasSubstr("about to give up"));
}

TEST_F(GuardTest, ArchivingMustWork) {
  server_.answers["archiver"] = {{"archiving", "1"}, {"failing", "1"}, {"failed_file", "0001"}};
  EXPECT_THAT(say("archiver"), HasSubstr("archiving fails, at 0001"));
  server_.answers["archiver"]["archiving"] = "0";
  EXPECT_EQ(judge("archiver").verdict, Verdict::kOk);
}

TEST_F(GuardTest, DiskMustHaveRoomForDataSortAndWal) {
  EXPECT_EQ(judge("disk").verdict, Verdict::kOk);
  files_.free["/data"] = 1.9e9;  // 2 x 1.2 x 0.4e9, and 1 GB must stay
  EXPECT_THAT(say("disk"), HasSubstr("no: the disk of the data"));
  files_.free = {{"/data", 2.2e9}, {"/data/pg_wal", 1.2e9}};
  EXPECT_THAT(say("disk"), HasSubstr("no: the disk of the WAL"));
  files_.free = {{"/data", 2.2e9}, {"/data/pg_wal", 2.2e9}};
  EXPECT_THAT(say("disk"), HasSubstr("no: the disk of the data")) << "one disk must have room for both";
  server_.answers["disk"]["tablespace"] = "/fast";
  files_.free["/fast"] = 3e9;
  EXPECT_EQ(judge("disk").verdict, Verdict::kOk);
}

TEST_F(GuardTest, DiskThatNobodySeesIsUnknownUnlessALimitIsSet) {
  const std::map<std::string, double> seen{{"/data", 1e11}, {"/fast", 1e11}, {"/data/pg_wal", 1e11}};
  server_.answers["disk"]["tablespace"] = "/fast";
  for (const char* path : {"/fast", "/data/pg_wal"}) {
    for (const double nonsense : {std::nan(""), HUGE_VAL, -HUGE_VAL, -1.0}) {
      files_.free = seen;
      files_.free[path] = nonsense;
      EXPECT_THAT(say("disk"), HasSubstr("unknown: the free space is not known")) << path << " " << nonsense;
    }
    files_.free = seen;
    files_.free.erase(path);
    EXPECT_THAT(say("disk"), HasSubstr(std::string("unknown: cannot look at ") + path));
  }
  files_.free = seen;
  server_.silent = "disk";
  EXPECT_THAT(say("disk"), HasSubstr("unknown: "));
  server_.silent.clear();
  running_ = true;
  EXPECT_EQ(judge("disk").verdict, Verdict::kOk);
  files_.free.clear();
  EXPECT_EQ(judge("disk").verdict, Verdict::kUnknown) << "not even while it runs";
  running_ = false;
  files_.free = seen;
  server_.answers["disk"]["data_directory"] = "";
  EXPECT_THAT(say("disk"), HasSubstr("unknown: the maintainer may not know where the data lies"));
  server_.answers["disk"]["is_local"] = "0";
  EXPECT_THAT(say("disk"), HasSubstr("unknown: the server's disks are on another machine; set guards.disk.data_free_query"));
  policy_.guards.disk_unseen_max_bytes = 1e9;
  EXPECT_THAT(say("disk"), HasSubstr("no: the server's disks are on another machine, and it may write"));
  policy_.guards.disk_unseen_max_bytes = 2e9;
  EXPECT_EQ(judge("disk").verdict, Verdict::kOk);
}

}  // namespace
}  // namespace pgmedic
