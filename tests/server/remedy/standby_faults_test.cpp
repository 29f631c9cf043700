// Standbys that fall behind, and one that takes over while a rebuild is at work.
#include <gmock/gmock.h>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;
using testing::StartsWith;

class StandbyFaults : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat();
    standby_ = server().make_standby();
  }
  // By bytes only: how long things take is not looked at.
  TargetPolicy strict() const {
    TargetPolicy strict = policy();
    strict.guards.replication_lag_bytes = kMegabyte;
    strict.guards.replication_lag = 0ms;
    return strict;
  }
  void fall_behind() {
    standby_->execute("SELECT pg_wal_replay_pause()");
    ASSERT_TRUE(eventually([&] { return standby_->scalar("SELECT pg_get_wal_replay_pause_state()") == "paused"; }));
    server().execute("SELECT pg_logical_emit_message(false, 'pgmedic', repeat('x', 1000000)) FROM generate_series(1, 4)");
  }
  void catch_up() { standby_->execute("SELECT pg_wal_replay_resume()"); }

  std::unique_ptr<support::PostgresServer> standby_;
};

TEST_F(StandbyFaults, NothingStartsWhileOneIsBehind) {
  fall_behind();
  const auto remedies = this->remedies("one", strict());
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  EXPECT_THAT(journal("guards ->> 'replication'", id), StartsWith("no: standby standby 127.0.0.1 is "));
  EXPECT_EQ(launches(), "0");
  catch_up();
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  expect_no_mess();
}

TEST_F(StandbyFaults, OneThatFallsBehindMeanwhileStopsIt) {
  const auto remedies = this->remedies("one", strict());
  support::SqlClient writer = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  fall_behind();
  ASSERT_TRUE(is_stopped(id)) << story(id);
  let_go(writer);
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_THAT(journal("reason", id), HasSubstr("guard: replication: standby standby"));
  catch_up();
  Nomination again = reindex();
  again.trigger = kByOperator;
  const std::string second = nominate(*remedies, again);
  ASSERT_TRUE(becomes(second, "succeeded")) << story(second);
  expect_no_mess();
}

// One connection string leads to both servers, and to whichever of them takes writes.
class Failover : public StandbyFaults {
 protected:
  void SetUp() override {
    StandbyFaults::SetUp();
    if (IsSkipped() || HasFatalFailure()) {
      return;
    }
    TargetRemedies either = target(policy());
    either.connection.dsn += " host=127.0.0.1,127.0.0.1 port=" + std::to_string(server().port()) + "," + std::to_string(standby_->port()) +
                             " target_session_attrs=read-write";
    remedies_ = remedies("one", either);
  }
  // The standby knows that the statement is at work, and what it has done so far.
  void wait_for_standby(const std::string& id, const std::string& invalid) {
    ASSERT_TRUE(eventually([&] {
      return standby_->scalar("SELECT state FROM pgmedic.action WHERE id::text = " + support::quote_literal(id)) == "running" &&
             standby_->scalar("SELECT coalesce(string_agg(indexrelid::regclass::text, ' '), '') FROM pg_index WHERE NOT indisvalid",
                              "shop") == invalid;
    })) << story(id);
  }
  void fail_over() {
    server().stop(support::StopMode::kImmediate);
    standby_->promote();
    standby_ = ground().fail_over_to(std::move(standby_));
  }
  std::string drops(const std::string& id) const {
    return ask_journal(
        "SELECT count(*) FROM pgmedic.action_event WHERE reason LIKE 'dropping what was left behind: %' AND action_id::text = " +
        support::quote_literal(id));
  }

  std::unique_ptr<Remedies> remedies_;
};

TEST_F(Failover, WhatTheOldPrimaryHadBegunIsCleanedUpOnTheNewOne) {
  const support::SqlClient writer = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies_, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  wait_for_standby(id, "app.orders_v_ccnew");
  fail_over();
  ASSERT_TRUE(becomes(id, "failed", 90s)) << story(id);
  EXPECT_THAT(path(id), HasSubstr("running unknown cleaning failed"));
  EXPECT_EQ(drops(id), "1");
  expect_no_mess();
}

TEST_F(Failover, WhatTheOldPrimaryHadReplacedIsASuccessOnTheNewOne) {
  const support::SqlClient reader = hold_rebuild(ground(), Hold::kReaders);
  const std::string id = nominate(*remedies_, reindex());
  ASSERT_TRUE(reaches_phase("waiting for readers before marking dead")) << story(id);
  wait_for_standby(id, "app.orders_v_ccold");
  fail_over();
  ASSERT_TRUE(becomes(id, "succeeded", 90s)) << story(id);
  EXPECT_EQ(launches(), "1");
  EXPECT_EQ(drops(id), "1");
  expect_no_mess();
}

// The end came after the last that the standby had heard: it is found out again there, whatever pgmedic remembers.
TEST_F(Failover, ASuccessThatIsLostWithTheOldPrimaryIsFoundOutAgain) {
  support::SqlClient writer = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate(*remedies_, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  wait_for_standby(id, "app.orders_v_ccnew");
  standby_->execute("ALTER SYSTEM SET primary_conninfo = ''");
  standby_->execute("SELECT pg_reload_conf()");
  ASSERT_TRUE(eventually([&] { return standby_->scalar("SELECT count(*) FROM pg_stat_wal_receiver") == "0"; }));
  let_go(writer);
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  fail_over();
  EXPECT_EQ(state(id), "running");
  ASSERT_TRUE(becomes(id, "failed", 90s)) << story(id);
  EXPECT_EQ(drops(id), "1");
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
