// A rebuild is cancelled or terminated, by somebody at the server, in each of its phases: before the new index is in use it fails
// and is cleaned up, after that it has succeeded.
#include <gtest/gtest.h>

#include <tuple>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

enum class Blow { kCancel, kTerminate };

class InterruptedPhases : public RemedyGround, public testing::WithParamInterface<std::tuple<Hold, Blow>> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_gate(ground());
    make_bloat(20'000, kGatedKey);
  }
};

std::string name_of(const testing::TestParamInfo<std::tuple<Hold, Blow>>& chosen) {
  return (std::get<1>(chosen.param) == Blow::kCancel ? "Cancelled" : "Terminated") + hold_name(std::get<0>(chosen.param));
}

INSTANTIATE_TEST_SUITE_P(Each, InterruptedPhases,
                         testing::Combine(testing::ValuesIn(kHolds), testing::Values(Blow::kCancel, Blow::kTerminate)), name_of);

TEST_P(InterruptedPhases, LeavesNothingBehind) {
  const auto [hold, blow] = GetParam();
  const auto remedies = this->remedies("one", policy());
  support::SqlClient holder = hold_rebuild(ground(), hold);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase(phase_of(hold))) << story(id);
  server().execute(std::string("SELECT ") + (blow == Blow::kCancel ? "pg_cancel_backend(" : "pg_terminate_backend(") + action_pid(id) +
                   ")");
  ASSERT_TRUE(support::eventually([&] { return state(id) != "running"; })) << story(id);
  let_go(holder);
  ASSERT_TRUE(becomes(id, is_swapped(hold) ? "succeeded" : "failed")) << story(id);
  EXPECT_EQ(journal("sqlstate", id), blow == Blow::kCancel ? "57014" : "57P01");
  EXPECT_EQ(index_oid() != journal("index_oid", id), is_swapped(hold));
  EXPECT_EQ(journal("attempts", id), "1");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
