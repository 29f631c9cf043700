// WAL that is not archived, and a backup that is being taken.
#include <gmock/gmock.h>

#include "server/remedy/remedy_ground.h"
#include "support/child_process.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::StartsWith;

class BackupFaults : public RemedyGround {
 protected:
  void SetUp() override { PGMEDIC_NEED_SERVER(15); }
};

TEST_F(BackupFaults, WhatIsNotArchivedIsNotAddedTo) {
  start(15, {{"archive_mode", "on"}, {"archive_command", "'false'"}});
  make_bloat();
  server().execute("SELECT pg_switch_wal()");
  ASSERT_TRUE(eventually([&] { return server().scalar("SELECT failed_count FROM pg_stat_archiver") != "0"; }, 60s));
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  EXPECT_THAT(journal("guards ->> 'archiver'", id), StartsWith("no: archiving fails, at 0000000"));
  EXPECT_EQ(launches(), "0");
  server().execute("ALTER SYSTEM SET archive_command = 'true'");
  server().execute("SELECT pg_reload_conf()");
  ASSERT_TRUE(becomes(id, "succeeded", 120s)) << story(id);
  expect_no_mess();
}

TEST_F(BackupFaults, ABackupIsNotDisturbed) {
  start();
  make_bloat();
  const support::TempDir place;
  place.give_to_server_user();
  support::ChildSettings slow;
  slow.program = support::server_binaries(15) + "/pg_basebackup";
  slow.arguments = {"-d", server().dsn(), "-D", place.path() / "copy", "-c", "fast", "-X", "none", "-r", "32k", "--no-sync"};
  slow.as_server_user = true;
  support::ChildProcess backup(slow);
  ASSERT_TRUE(eventually([&] { return server().scalar("SELECT count(*) FROM pg_stat_progress_basebackup") == "1"; }, 30s))
      << backup.errors();
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  EXPECT_THAT(journal("guards ->> 'backup'", id), StartsWith("no: a base backup is being taken"));
  EXPECT_EQ(launches(), "0");
  EXPECT_TRUE(backup.running()) << backup.errors();
  backup.signal(SIGTERM);
  ASSERT_TRUE(backup.wait().has_value());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
