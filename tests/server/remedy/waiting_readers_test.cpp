// A change of the table waits for our rebuild, and whoever reads the table waits for the change.
#include <gmock/gmock.h>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

class WaitingReaders : public RemedyGround {
 protected:
  static constexpr int kReaders = 30;

  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat();
  }
  void send_readers() {
    for (int i = 0; i < kReaders; ++i) {
      support::SqlClient& reader = readers_.emplace_back(ground().shop_client());
      reader.execute("SET application_name = 'reader'");
      reader.send("SELECT count(*) FROM app.orders");
    }
  }
  int readers(const std::string& condition) {
    return std::stoi(server().scalar("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'reader' AND " + condition));
  }

  std::vector<support::SqlClient> readers_;
};

TEST_F(WaitingReaders, WaitNoLongerThanWeYield) {
  TargetPolicy quick = policy();
  quick.guards.yield_after = 500ms;
  const auto remedies = this->remedies("one", quick);
  // It has nothing to do with the table, and stays to the end: only the rebuild stands in the way.
  support::SqlClient snapshot = hold_rebuild(ground(), Hold::kSnapshots);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for old snapshots")) << story(id);
  support::SqlClient ddl = ground().shop_client();
  ddl.send("ALTER TABLE app.orders ALTER COLUMN note SET DEFAULT 'z'");
  ASSERT_TRUE(eventually([&] {
    return server().scalar("SELECT wait_event_type FROM pg_stat_activity WHERE pid = " + std::to_string(ddl.backend_pid())) == "Lock";
  })) << story(id);
  send_readers();
  ASSERT_TRUE(eventually([&] { return readers("state = 'idle'") == kReaders; }, 30s)) << story(id);
  EXPECT_EQ(server().scalar("SELECT state FROM pg_stat_activity WHERE pid = " + std::to_string(snapshot.backend_pid())),
            "idle in transaction");
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("yield"));
  EXPECT_EQ(ground().shop_value("SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'app.orders'::regclass"), "'z'::text");
  EXPECT_EQ(server().scalar("SELECT deadlocks FROM pg_stat_database WHERE datname = 'shop'"), "0");
  let_go(snapshot);
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
