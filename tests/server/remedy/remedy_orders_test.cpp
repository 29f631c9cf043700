// What people order while a statement is at work, said to a pgmedic that does not watch it.
#include <gmock/gmock.h>

#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;
using testing::Not;

class RemedyOrders : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat();
  }
};

TEST_F(RemedyOrders, AnybodyStopsWhatAnotherWatches) {
  const auto watching = remedies("watching", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*watching, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  ASSERT_TRUE(desk()->cancel(id, "carol").ok());
  ASSERT_TRUE(is_stopped(id)) << story(id);
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_EQ(journal("replica", id), "watching");
  EXPECT_THAT(journal("reason", id), HasSubstr("carol"));
  EXPECT_FALSE(desk()->cancel(id, "carol").ok());  // it is over
  expect_no_mess();
}

TEST_F(RemedyOrders, AnybodyAbortsWhatAnotherWatches) {
  const auto watching = remedies("watching", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*watching, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  ASSERT_TRUE(desk()->abort("", "carol").ok());
  ASSERT_TRUE(is_stopped(id)) << story(id);
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_TRUE(eventually([&] { return watching->status("main")->paused; }));
  expect_no_mess();
}

TEST_F(RemedyOrders, TheOrderOutlivesWhoWatched) {
  auto first = remedies("first", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*first, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  first.reset();
  ASSERT_EQ(state(id), "unknown");
  ASSERT_TRUE(desk()->cancel(id, "carol").ok());
  const auto second = remedies("second", policy());
  ASSERT_TRUE(is_stopped(id)) << story(id);
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  expect_no_mess();
}

TEST_F(RemedyOrders, ARebuildWhoseNewIndexIsInUseIsLeftToFinish) {
  const auto watching = remedies("watching", policy());
  support::SqlClient reader = open_reader();
  const std::string id = nominate(*watching, reindex());
  ASSERT_TRUE(reaches_phase("waiting for readers before marking dead")) << story(id);
  ASSERT_TRUE(desk()->cancel(id, "carol").ok());
  const auto watched_seconds = [&] {
    const auto running = watching->status("main")->running;
    return running ? running->seconds : 0;
  };
  const double asked = watched_seconds();
  ASSERT_TRUE(eventually([&] { return watched_seconds() > asked + 1; })) << story(id);  // it has looked several times since
  reader.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_THAT(path(id), Not(HasSubstr("cancelling")));
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
