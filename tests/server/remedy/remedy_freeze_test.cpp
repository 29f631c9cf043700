// Freezing a table: only where somebody has asked for it, and never in vain. Ages are small here, and so is what counts as old.
#include <gmock/gmock.h>

#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;
using testing::StartsWith;

class RemedyFreeze : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat();
  }
  TargetPolicy freezing(Mode mode) const {
    TargetPolicy all = policy();
    all.of(Remedy::kFreeze).mode = mode;
    all.of(Remedy::kFreeze).min_freeze_ratio = 1e-7;
    return all;
  }
  void grow_old() {
    ground().shop("DO $$ BEGIN FOR i IN 1 .. 3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
    ASSERT_GT(age(), 2'000);
  }
  long age() { return std::stol(ground().shop_value("SELECT age(relfrozenxid) FROM pg_class WHERE oid = 'app.orders'::regclass")); }
};

TEST_F(RemedyFreeze, IsOnlyProposedUnlessTheConfigurationAsksForMore) {
  grow_old();
  const auto remedies = this->remedies("one", freezing(default_remedy_policy(Remedy::kFreeze).mode));
  const std::string id = nominate(*remedies, on_table(Remedy::kFreeze));
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("only proposed") != std::string::npos; })) << story(id);
  EXPECT_EQ(state(id), "proposed");
  EXPECT_THAT(journal("statement", id), HasSubstr("FREEZE"));
  EXPECT_FALSE(remedies->approve(id, "alice").ok());
}

TEST_F(RemedyFreeze, FreezesWhereItIsAskedFor) {
  grow_old();
  const auto remedies = this->remedies("one", freezing(Mode::kAuto));
  const std::string id = nominate(*remedies, on_table(Remedy::kFreeze));
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_THAT(journal("statement", id), StartsWith("VACUUM (FREEZE"));
  EXPECT_LT(age(), 1'000);
  expect_no_mess();
}

TEST_F(RemedyFreeze, LeavesAYoungTableAlone) {
  TargetPolicy old_only = freezing(Mode::kAuto);
  old_only.of(Remedy::kFreeze).min_freeze_ratio = 0.7;
  const auto remedies = this->remedies("one", old_only);
  const std::string id = nominate(*remedies, on_table(Remedy::kFreeze));
  ASSERT_TRUE(becomes(id, "superseded")) << story(id);
}

TEST_F(RemedyFreeze, NamesWhoHoldsTheHorizonFirst) {
  support::SqlClient holder = ground().shop_client();
  holder.execute("SET application_name = 'long report'");
  holder.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
  holder.execute("SELECT 1 FROM app.orders LIMIT 1");
  grow_old();
  TargetPolicy busy = freezing(Mode::kAuto);
  busy.guards.backup_required = true;  // in the way as well, and of less concern
  auto remedies = this->remedies("one", busy);
  const std::string id = nominate(*remedies, on_table(Remedy::kFreeze));
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("horizon: ") == 0; })) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("long report"));
  EXPECT_EQ(journal("attempts", id), "0");
  holder.execute("ROLLBACK");
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("backup: ") == 0; })) << story(id);
  remedies = this->remedies("two", freezing(Mode::kAuto));
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
