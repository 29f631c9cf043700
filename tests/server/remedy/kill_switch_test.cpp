// The kill switch, pulled in each state of an action: nothing new starts, what runs is cancelled and cleaned up, what is past
// stopping is brought to its end; and when the file is gone things go on.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "server/remedy/holds.h"
#include "server/remedy/refusing_journal.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

class KillSwitch : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat(20'000);
    oid_ = index_oid();
  }
  std::filesystem::path file() const { return directory_.path() / "stop"; }
  // Returns when the worker has seen it and has had several more turns.
  void pull(const Remedies& remedies) {
    std::ofstream(file()) << "";
    ASSERT_TRUE(eventually([&] { return remedies.status("main")->killed; }));
  }
  static bool shows_a_proposal(const Remedies& remedies) {
    return eventually([&] {
      const Result<RemedyStatus> status = remedies.status("main");
      return status->open_by_state.contains("proposed");
    });
  }
  void reset() { std::filesystem::remove(file()); }

  std::string oid_;
};

TEST_F(KillSwitch, AProposalIsNotReleased) {
  std::ofstream(file()) << "";
  const auto remedies = this->remedies("one", policy());
  ASSERT_TRUE(eventually([&] { return remedies->status("main")->killed; }));
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(shows_a_proposal(*remedies));
  EXPECT_EQ(state(id), "proposed");
  reset();
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(KillSwitch, WhatIsApprovedDoesNotStart) {
  const auto remedies = this->remedies("one", policy());
  ASSERT_TRUE(eventually([&] { return remedies->pause("main", "bob").ok(); }));
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "approved")) << story(id);
  pull(*remedies);
  ASSERT_TRUE(remedies->resume("main", "bob").ok());
  ASSERT_TRUE(eventually([&] { return !remedies->status("main")->paused; }));
  EXPECT_EQ(state(id), "approved");
  reset();
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(KillSwitch, WhatAGuardHoldsDoesNotStartWhenTheGuardAgrees) {
  support::SqlClient somebody = ground().shop_client();
  somebody.execute("BEGIN");
  somebody.execute("LOCK TABLE app.orders IN SHARE MODE");
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  pull(*remedies);
  somebody.execute("ROLLBACK");
  const std::string other = nominate(*remedies, reindex("orders_dense"));
  ASSERT_TRUE(shows_a_proposal(*remedies)) << story(other);
  EXPECT_EQ(state(id), "guarded");
  EXPECT_EQ(launches(), "0");
  reset();
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  ASSERT_TRUE(becomes(other, "superseded")) << story(other);
  expect_no_mess();
}

// It has begun, but the statement has not been sent; the journal does not let it.
TEST_F(KillSwitch, WhatIsStartingStepsBack) {
  refuse_step(server(), "launch");
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return refusals(server()) > 0; })) << story(id);
  pull(*remedies);
  take_step_again(server());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  EXPECT_EQ(launches(), "0");
  EXPECT_EQ(index_oid(), oid_);
  reset();
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

TEST_F(KillSwitch, WhatIsVerifiedIsBroughtToItsEnd) {
  refuse_step(server(), "succeed");
  const auto remedies = this->remedies("one", policy());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(eventually([&] { return refusals(server()) > 0; })) << story(id);
  pull(*remedies);
  take_step_again(server());
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(KillSwitch, WhatIsCleanedUpIsCleanedUp) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase(phase_of(Hold::kWriters))) << story(id);
  server().execute("SELECT pg_cancel_backend(" + action_pid(id) + ")");
  ASSERT_TRUE(becomes(id, "cleaning")) << story(id);  // the writer is in the way
  pull(*remedies);
  let_go(holder);
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  expect_no_mess();
}

class KillSwitchWhileRunning : public KillSwitch, public testing::WithParamInterface<Hold> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_gate(ground());
    make_bloat(20'000, kGatedKey);
    oid_ = index_oid();
  }
};

INSTANTIATE_TEST_SUITE_P(Each, KillSwitchWhileRunning, testing::ValuesIn(kHolds),
                         [](const auto& chosen) { return hold_name(chosen.param); });

TEST_P(KillSwitchWhileRunning, IsCancelledBeforeTheSwapAndFinishesAfterIt) {
  const bool swapped = is_swapped(GetParam());
  const auto remedies = this->remedies("one", policy());
  support::SqlClient holder = hold_rebuild(ground(), GetParam());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase(phase_of(GetParam()))) << story(id);
  // The watch knows the phase as well.
  ASSERT_TRUE(eventually([&] {
    const std::optional<Progress> running = remedies->status("main")->running;
    return running && running->phase.find(phase_of(GetParam())) == 0;
  })) << story(id);
  std::ofstream(file()) << "";
  if (swapped) {
    let_go(holder);
    ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  } else {
    ASSERT_TRUE(is_stopped(id)) << story(id);
    let_go(holder);
    ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
    EXPECT_THAT(journal("reason", id), HasSubstr("kill_switch"));
  }
  EXPECT_EQ(index_oid() != oid_, swapped);
  const std::string other = nominate(*remedies, reindex("orders_dense"));
  ASSERT_TRUE(shows_a_proposal(*remedies)) << story(other);
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
