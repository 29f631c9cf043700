// What runs when the configuration takes its ground away, or somebody takes its database: it is stopped or watched to its end,
// and nothing stays open for ever.
#include <gmock/gmock.h>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using testing::HasSubstr;

class TakenBack : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat(20'000);
    remember();
  }
  // A rebuild that waits for writers until the holder lets go.
  std::string begin(Remedies& remedies) {
    std::string id = nominate(remedies, reindex());
    EXPECT_TRUE(reaches_phase(phase_of(Hold::kWriters))) << story(id);
    return id;
  }
};

TEST_F(TakenBack, AModeThatIsTakenBackStopsWhatRuns) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = begin(*remedies);
  remedies->apply({target(policy(Mode::kObserve))});
  ASSERT_TRUE(is_stopped(id)) << story(id);
  let_go(holder);
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("mode"));
  EXPECT_EQ(remedies->nominate({reindex("orders_dense")}).at(0).fate, NominationFate::kNotConfigured);
  expect_no_mess();
}

TEST_F(TakenBack, ATargetThatIsGoneIsWatchedToItsEnd) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = begin(*remedies);
  remedies->apply({});
  let_go(holder);
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(remedies->nominate({reindex("orders_dense")}).at(0).fate, NominationFate::kNotConfigured);
  expect_no_mess();
}

TEST_F(TakenBack, ADatabaseThatIsGoneEndsWhatRanThere) {
  const auto remedies = this->remedies("one", policy());
  const support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = begin(*remedies);
  server().execute("DROP DATABASE shop WITH (FORCE)");
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("gone"));
}

TEST_F(TakenBack, ADatabaseThatWasRenamedIsFound) {
  auto remedies = this->remedies("one", policy());
  const support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = begin(*remedies);
  kill_abruptly(std::move(remedies), "one");
  server().execute("SELECT pg_terminate_backend(" + action_pid(id) + ", 10000)");  // before what it waits for
  server().execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'shop'");
  server().execute("ALTER DATABASE shop RENAME TO store");
  auto successor = this->remedies("two", policy());
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  successor.reset();
  server().execute("ALTER DATABASE store RENAME TO shop");
  EXPECT_EQ(invalid_indexes(), "");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
