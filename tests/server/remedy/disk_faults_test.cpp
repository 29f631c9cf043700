// Disks that are full, fill up, or cannot be looked at.
#include <gmock/gmock.h>
#include <sys/fsuid.h>

#include <optional>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"
#include "support/small_disk.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kMegabytes = std::size_t{1024} * 1024;
constexpr double kTooLittle = 100'000;  // for a rebuilt orders_v

class DiskFaults : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    PGMEDIC_NEED_ROOT_FOR(support::SmallDisk::unavailable_reason());
  }
  // The bloated index lies on a small disk, everything else on the machine's.
  void start_with_small_tablespace() {
    disk_.emplace(60 * kMegabytes);
    start();
    server().execute("CREATE TABLESPACE small LOCATION '" + disk_->path() + "'");
    make_bloat();
    server().execute("ALTER INDEX app.orders_v SET TABLESPACE small", "shop");
    remember();
  }
  // What the disk guard sees counts, and nothing else.
  TargetPolicy seeing() const {
    TargetPolicy seeing = policy();
    seeing.guards.disk_unseen_max_bytes.reset();
    return seeing;
  }
  std::string says(const std::string& guard, const std::string& id) const { return journal("guards ->> '" + guard + "'", id); }

  std::optional<support::SmallDisk> disk_;
};

TEST_F(DiskFaults, WithoutRoomItWaitsForRoom) {
  start_with_small_tablespace();
  disk_->leave(kTooLittle);
  const auto remedies = this->remedies("one", seeing());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return says("disk", id).find("no: the disk of the data has ") == 0; })) << story(id);
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  EXPECT_EQ(launches(), "0");
  disk_->clear();
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(DiskFaults, AFullDiskMidwayIsCleanedUpAfter) {
  start_with_small_tablespace();
  disk_->leave(kTooLittle);
  const double free = disk_->free_bytes();
  TargetPolicy careless = seeing();
  careless.guards.disk_factor = 0;
  const auto remedies = this->remedies("one", careless);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  EXPECT_EQ(path(id), "approved queued starting running cleaning failed");
  EXPECT_EQ(journal("sqlstate", id), "53100");
  EXPECT_THAT(journal("reason", id), HasSubstr("could not extend file"));
  EXPECT_TRUE(eventually([&] { return disk_->free_bytes() >= free; })) << disk_->free_bytes() << " of " << free;
  expect_no_mess();
}

TEST_F(DiskFaults, ADiskThatFillsUpMeanwhileStopsIt) {
  start_with_small_tablespace();
  TargetPolicy reserved = seeing();
  reserved.guards.disk_min_free_bytes = 10 * kMegabyte;
  const auto remedies = this->remedies("one", reserved);
  support::SqlClient writer = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  disk_->leave(kTooLittle);
  ASSERT_TRUE(is_stopped(id)) << story(id);
  let_go(writer);
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("guard: disk: the disk of the data has "));
  expect_no_mess();
}

// A slot that nobody reads keeps all WAL, on the one disk that there is.
TEST_F(DiskFaults, WalThatADeadSlotKeepsIsNotAddedTo) {
  disk_.emplace(300 * kMegabytes);
  start(15, {{"min_wal_size", "'32MB'"}}, disk_->path() + "/data");
  make_bloat();
  server().execute("SELECT pg_create_physical_replication_slot('dead', true)");
  TargetPolicy limited = seeing();
  limited.guards.slot_retained_bytes = 40 * kMegabyte;
  limited.guards.disk_min_free_bytes = 100 * kMegabyte;
  while (disk_->free_bytes() > limited.guards.disk_min_free_bytes) {
    server().execute("SELECT pg_logical_emit_message(false, 'pgmedic', 'more WAL')");
    server().execute("SELECT pg_switch_wal()");
  }
  const auto remedies = this->remedies("one", limited);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  EXPECT_THAT(says("replication", id), StartsWith("no: slot dead (inactive) keeps "));
  EXPECT_THAT(says("disk", id), StartsWith("no: the disk of the "));
  EXPECT_EQ(launches(), "0");
  server().execute("SELECT pg_drop_replication_slot('dead')");
  server().execute("CHECKPOINT");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

// Threads inherit it: what is started while it lives looks at files as nobody does. The thread itself goes back.
class FilesystemUser {
 public:
  explicit FilesystemUser(uid_t user) : previous_(static_cast<uid_t>(::setfsuid(user))) {}
  ~FilesystemUser() { ::setfsuid(previous_); }
  FilesystemUser(const FilesystemUser&) = delete;
  FilesystemUser& operator=(const FilesystemUser&) = delete;

 private:
  uid_t previous_;
};

TEST_F(DiskFaults, ADirectoryThatCannotBeReadIsUnknownAndThatIsANo) {
  constexpr uid_t kSomebody = 65533;
  start();
  make_bloat();
  TargetPolicy blind = seeing();
  blind.kill_switch_file.clear();  // lies where nobody else may look, either
  std::unique_ptr<Remedies> remedies;
  {
    const FilesystemUser somebody(kSomebody);
    remedies = this->remedies("one", blind);
  }
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  EXPECT_THAT(says("disk", id), StartsWith("unknown: cannot look at "));
  EXPECT_THAT(says("disk", id), HasSubstr("max_bytes to allow what writes less"));
  EXPECT_EQ(launches(), "0");
  remedies.reset();
  blind.guards.disk_unseen_max_bytes = 100 * kMegabyte;
  {
    const FilesystemUser somebody(kSomebody);
    remedies = this->remedies("two", blind);
  }
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
