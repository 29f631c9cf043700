// The server goes away under a rebuild and comes back: what was left is found and removed, whatever the manner of its end.
#include <gmock/gmock.h>

#include <csignal>
#include <tuple>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

enum class End { kFast, kImmediate, kKilled };

std::string end_name(End end) {
  return end == End::kFast ? "Fast" : end == End::kImmediate ? "Immediate" : "Killed";
}

class ServerRestarts : public RemedyGround, public testing::WithParamInterface<std::tuple<Hold, End>> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_gate(ground());
    make_bloat(20'000, kGatedKey);
  }
  void restart(End end) {
    if (end == End::kKilled) {
      ASSERT_EQ(::kill(server().pid(), SIGKILL), 0);
      server().start();  // tries until the last backend has noticed
    } else {
      server().restart(end == End::kFast ? support::StopMode::kFast : support::StopMode::kImmediate);
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Each, ServerRestarts,
                         testing::Combine(testing::Values(Hold::kWriters, Hold::kReaders),
                                          testing::Values(End::kFast, End::kImmediate, End::kKilled)),
                         [](const auto& chosen) { return end_name(std::get<1>(chosen.param)) + hold_name(std::get<0>(chosen.param)); });

TEST_P(ServerRestarts, AreReconciled) {
  const auto [hold, end] = GetParam();
  const auto remedies = this->remedies("one", policy());
  std::string id;
  {
    const support::SqlClient holder = hold_rebuild(ground(), hold);
    id = nominate(*remedies, reindex());
    ASSERT_TRUE(reaches_phase(phase_of(hold))) << story(id);
    restart(end);
  }
  ASSERT_TRUE(becomes(id, is_swapped(hold) ? "succeeded" : "failed", 120s)) << story(id);
  EXPECT_THAT(path(id), HasSubstr("running unknown cleaning"));
  EXPECT_EQ(journal("attempts", id), "1");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
