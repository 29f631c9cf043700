// People rebuild indexes of the same table, before, during and right after a rebuild of ours. Nobody's work is spoiled, and
// only our own leftovers are removed.
#include <gmock/gmock.h>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::AnyOf;
using testing::HasSubstr;

class HumanRebuilds : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat(20'000);
  }
  // A person's session that rebuilds; its answer is not waited for.
  support::SqlClient rebuild(const std::string& index) {
    support::SqlClient person = ground().shop_client();
    person.send("REINDEX INDEX CONCURRENTLY app." + index);
    return person;
  }
  bool is_at(const support::SqlClient& person, const std::string& condition) {
    return server().scalar(
               "SELECT count(*) FROM pg_stat_activity AS a LEFT JOIN pg_stat_progress_create_index AS p ON p.pid = a.pid"
               " WHERE a.pid = " +
               std::to_string(person.backend_pid()) + " AND " + condition) == "1";
  }
  bool comes_to(const support::SqlClient& person, const std::string& condition) {
    return eventually([&] { return is_at(person, condition); });
  }
};

TEST_F(HumanRebuilds, OursWaitsUntilTheirsIsOver) {
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const support::SqlClient person = rebuild("orders_dense");
  ASSERT_TRUE(comes_to(person, "p.phase LIKE 'waiting for writers%'"));
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return journal("guards ->> 'conflicting_maintenance'", id).find("no: ") == 0; })) << story(id);
  EXPECT_EQ(launches(), "0");
  let_go(holder);
  ASSERT_TRUE(comes_to(person, "a.state = 'idle'"));
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  before_.indexes["app.orders_dense"] = belongings_of(server(), "shop").indexes["app.orders_dense"];  // theirs is done as well
  expect_no_mess();
}

TEST_F(HumanRebuilds, OursGivesWayToTheirs) {
  TargetPolicy quick = policy();
  quick.guards.yield_after = 500ms;
  const auto remedies = this->remedies("one", quick);
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase(phase_of(Hold::kWriters))) << story(id);
  const support::SqlClient person = rebuild("orders_dense");
  ASSERT_TRUE(is_stopped(id)) << story(id);
  let_go(holder);
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("yield"));
  ASSERT_TRUE(comes_to(person, "a.state = 'idle'"));
  before_.indexes["app.orders_dense"] = belongings_of(server(), "shop").indexes["app.orders_dense"];
  expect_no_mess();
}

// Who waits for the table has a snapshot that we may wait for in turn: the server ends one of the two.
TEST_F(HumanRebuilds, ADeadlockIsNobodysFault) {
  TargetPolicy patient = policy();
  patient.guards.yield_after = 1h;
  const auto remedies = this->remedies("one", patient);
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase(phase_of(Hold::kWriters))) << story(id);
  const support::SqlClient person = rebuild("orders_dense");
  ASSERT_TRUE(comes_to(person, "a.wait_event_type = 'Lock'"));
  let_go(holder);
  ASSERT_TRUE(eventually([&] { return journal("ended IS NOT NULL", id) == "t"; }, 60s)) << story(id);
  EXPECT_THAT(state(id), AnyOf("succeeded", "cancelled")) << story(id);
  EXPECT_EQ(journal("sqlstate", id), state(id) == "cancelled" ? "40P01" : "");
  ASSERT_TRUE(comes_to(person, "a.state = 'idle'"));
  before_.indexes["app.orders_dense"] = belongings_of(server(), "shop").indexes["app.orders_dense"];
  expect_no_mess();
}

// Theirs begins the moment ours is cancelled, and fails in turn: two copies of one index with the same definition.
TEST_F(HumanRebuilds, TheirLeftoverOfTheSameIndexStays) {
  TargetPolicy patient = policy();
  patient.guards.yield_after = 1h;
  const auto remedies = this->remedies("one", patient);
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase(phase_of(Hold::kWriters))) << story(id);
  const support::SqlClient person = rebuild("orders_v");
  ASSERT_TRUE(comes_to(person, "a.wait_event_type = 'Lock'"));
  ASSERT_TRUE(eventually([&] { return journal("new_index_oid", id) != "0"; })) << story(id);
  server().execute("SELECT pg_cancel_backend(" + action_pid(id) + ")");
  ASSERT_TRUE(comes_to(person, "p.phase LIKE 'waiting for writers%'"));
  EXPECT_EQ(invalid_indexes(), "app.orders_v_ccnew app.orders_v_ccnew1");
  server().execute("SELECT pg_cancel_backend(" + std::to_string(person.backend_pid()) + ")");
  let_go(holder);
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  EXPECT_EQ(invalid_indexes(), "app.orders_v_ccnew1");
  known_.foreign_invalid.insert("app.orders_v_ccnew1");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
