// Nothing is heard of the server, or of the session that acts, while the statement works.
#include <gmock/gmock.h>

#include <csignal>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"
#include "support/private_network.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

// The maintainer connects to another address than the test does, and only packets of that one vanish.
class Blackhole : public RemedyGround {
 protected:
  static constexpr const char* kAddress = "127.0.0.2";

  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    PGMEDIC_NEED_ROOT_FOR(support::enter_private_network());
    start(15, {{"listen_addresses", "'127.0.0.1,127.0.0.2'"}});
    make_bloat();
    TargetRemedies distant = target(policy());
    distant.connection.dsn += std::string(" host=") + kAddress;
    remedies_ = remedies("one", distant);
    writer_.emplace(hold_rebuild(ground(), Hold::kWriters));
    id_ = nominate(*remedies_, reindex());
    ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id_);
    pid_ = action_pid(id_);
  }
  // Until pgmedic has given its connections up; it cannot write that down.
  void lose_the_network() {
    ASSERT_TRUE(eventually([&] { return remedies_->status("main")->running.has_value(); })) << story(id_);
    support::swallow_packets(kAddress, server().port());
    ASSERT_TRUE(eventually([&] { return !remedies_->status("main")->running && !remedies_->status("main")->journal_ok; }, 90s));
    EXPECT_EQ(state(id_), "running");
    EXPECT_EQ(action_pid(id_), pid_) << "the server knows nothing of it";
  }
  void find_the_network() { support::let_packets_through(kAddress, server().port()); }

  std::unique_ptr<Remedies> remedies_;
  std::optional<support::SqlClient> writer_;
  std::string id_;
  std::string pid_;
};

TEST_F(Blackhole, AStatementThatGoesOnIsAdopted) {
  lose_the_network();
  find_the_network();
  ASSERT_TRUE(eventually([&] { return path(id_).find("running unknown running") != std::string::npos; }, 60s)) << story(id_);
  EXPECT_EQ(action_pid(id_), pid_);
  let_go(*writer_);
  ASSERT_TRUE(becomes(id_, "succeeded")) << story(id_);
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

TEST_F(Blackhole, AStatementThatHasEndedIsFoundDone) {
  lose_the_network();
  const std::string oid = index_oid();
  let_go(*writer_);
  ASSERT_TRUE(eventually([&] { return index_oid() != oid && invalid_indexes().empty(); }));
  EXPECT_EQ(state(id_), "running");
  find_the_network();
  ASSERT_TRUE(becomes(id_, "succeeded")) << story(id_);
  EXPECT_THAT(path(id_), HasSubstr("unknown verifying succeeded"));
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

TEST_F(Blackhole, WhatAnEndedStatementLeftBehindIsDropped) {
  lose_the_network();
  server().execute("SELECT pg_terminate_backend(" + pid_ + ")");
  ASSERT_TRUE(eventually([&] { return action_pid(id_).empty(); }));
  EXPECT_EQ(invalid_indexes(), "app.orders_v_ccnew");
  let_go(*writer_);
  find_the_network();
  ASSERT_TRUE(becomes(id_, "failed")) << story(id_);
  EXPECT_THAT(path(id_), HasSubstr("unknown cleaning failed"));
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

class FrozenBackend : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat();
  }
  void TearDown() override {
    if (frozen_ != 0) {
      ::kill(frozen_, SIGCONT);
    }
  }
  void freeze(const std::string& id) {
    frozen_ = std::stoi(action_pid(id));
    ASSERT_EQ(::kill(frozen_, SIGSTOP), 0);
  }
  void thaw() {
    ASSERT_EQ(::kill(frozen_, SIGCONT), 0);
    frozen_ = 0;
  }

 private:
  pid_t frozen_ = 0;
};

TEST_F(FrozenBackend, IsWaitedForAndNothingElseBegins) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient writer = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  ASSERT_TRUE(eventually([&] { return remedies->status("main")->running.has_value(); }));
  freeze(id);
  const std::string other = nominate(*remedies, on_table(Remedy::kAnalyze));
  ASSERT_TRUE(remedies->cancel(id, "carol").ok());
  ASSERT_TRUE(eventually([&] { return state(id) == "cancelling"; })) << story(id);
  let_go(writer);
  EXPECT_EQ(launches(), "1");
  EXPECT_EQ(state(id), "cancelling");
  thaw();
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  ASSERT_TRUE(eventually([&] { return !journal("coalesce(ended::text, '')", other).empty(); }, 60s)) << story(other);
  expect_no_mess();
}

TEST_F(FrozenBackend, KeepsNobodyFromStoppingAndIsAdopted) {
  auto first = remedies("first", policy());
  support::SqlClient writer = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*first, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  freeze(id);
  first.reset();
  EXPECT_EQ(state(id), "unknown");
  const auto second = remedies("second", policy());
  ASSERT_TRUE(eventually([&] { return journal("replica", id) == "second" && state(id) == "running"; }, 60s)) << story(id);
  thaw();
  let_go(writer);
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_EQ(launches(), "1");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
