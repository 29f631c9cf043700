// With no more rights than sql/setup/maintenance.sql tells to give, on every major: what is granted works from end to end, and
// what is not granted is a clear no.
#include <gmock/gmock.h>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

class Rights : public RemedyGround, public testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    start(GetParam());
    make_bloat();
  }
  static bool knows_maintain() { return GetParam() >= 17; }
  void take_all() { server().execute("REVOKE owner FROM pgmedic_maintainer"); }
  void give_use_of_schema() { server().execute("GRANT USAGE ON SCHEMA app TO pgmedic_maintainer", "shop"); }
  void give_ownership() { server().execute("GRANT owner TO pgmedic_maintainer"); }
  // The least that the major knows.
  void give_least() {
    if (knows_maintain()) {
      give_use_of_schema();
      server().execute("GRANT MAINTAIN ON TABLE app.orders TO pgmedic_maintainer", "shop");
    } else {
      give_ownership();
    }
  }
  TargetPolicy eager() const {
    TargetPolicy eager = policy();
    eager.of(Remedy::kFreeze).min_freeze_ratio = 0;
    eager.of(Remedy::kReindex).cooldown = 0ms;
    return eager;
  }
  // Asked for by a person: a refusal of a while ago does not count then.
  static Nomination asked_for(Remedy remedy) {
    Nomination wanted = remedy == Remedy::kReindex ? reindex() : on_table(remedy);
    wanted.trigger = kByOperator;
    return wanted;
  }
  // Rebuilds wait for a person where the maintainer could not clean up after them.
  std::string nominate_rebuild(Remedies& remedies) {
    std::string id = nominate(remedies, asked_for(Remedy::kReindex));
    if (knows_maintain()) {
      EXPECT_TRUE(eventually([&] { return journal("reason", id).find("approval: ") == 0; })) << story(id);
      EXPECT_THAT(journal("reason", id), HasSubstr("could not drop what a failed rebuild leaves behind"));
      EXPECT_TRUE(remedies.approve(id, "erin").ok());
    }
    return id;
  }
  void expect_success(Remedies& remedies, Remedy remedy) {
    const std::string id = nominate(remedies, asked_for(remedy));
    EXPECT_TRUE(becomes(id, "succeeded")) << story(id);
  }
  void expect_refusal(Remedies& remedies, Remedy remedy, const std::string& advice) {
    const std::string id = nominate(remedies, asked_for(remedy));
    EXPECT_TRUE(becomes(id, "refused")) << story(id);
    EXPECT_THAT(journal("reason", id), HasSubstr(advice)) << remedy_name(remedy);
  }
};
INSTANTIATE_TEST_SUITE_P(Major, Rights, testing::ValuesIn(support::all_majors()),
                         [](const auto& chosen) { return std::to_string(chosen.param); });

TEST_P(Rights, WhatIsNotGrantedIsAClearNoAndTheLeastIsEnough) {
  take_all();
  churn();
  const auto remedies = this->remedies("one", eager());
  expect_refusal(*remedies, Remedy::kVacuum, "lacks USAGE on schema app: grant it");
  give_use_of_schema();
  const std::string advice = knows_maintain() ? "grant it MAINTAIN on the table" : "make it a member of the table's owner, owner";
  for (const Remedy remedy : {Remedy::kReindex, Remedy::kAnalyze, Remedy::kVacuum, Remedy::kFreeze}) {
    expect_refusal(*remedies, remedy, advice);
  }
  EXPECT_EQ(launches(), "0");

  give_least();
  const std::string rebuild = nominate_rebuild(*remedies);
  ASSERT_TRUE(becomes(rebuild, "succeeded")) << story(rebuild);
  EXPECT_EQ(journal("coalesce((after ->> 'wal_bytes')::float8 > 0, false)", rebuild), GetParam() >= 18 ? "t" : "f") << story(rebuild);
  expect_success(*remedies, Remedy::kAnalyze);
  expect_success(*remedies, Remedy::kVacuum);
  server().client("postgres", "shop").execute("DO $$ BEGIN FOR i IN 1..2000 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$");
  expect_success(*remedies, Remedy::kFreeze);
  EXPECT_EQ(launches(), "4");
  expect_no_mess();
}

// Only an owner may drop an index. Where the maintainer is none, the leftover stays, everybody is told, and goes as soon as it may.
TEST_P(Rights, WhatMayNotBeDroppedIsNotForgotten) {
  take_all();
  give_least();
  const auto remedies = this->remedies("one", eager());
  support::SqlClient writer = hold_rebuild(ground(), Hold::kWriters);
  const std::string id = nominate_rebuild(*remedies);
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  server().execute("SELECT pg_cancel_backend(" + action_pid(id) + ")");
  let_go(writer);
  ASSERT_TRUE(becomes(id, "failed")) << story(id);
  if (knows_maintain()) {
    EXPECT_THAT(journal("reason", id), HasSubstr("the invalid index orders_v_ccnew stays: must be owner of"));
    EXPECT_EQ(invalid_indexes(), "app.orders_v_ccnew");
    Nomination drop = reindex("orders_v_ccnew");
    drop.remedy = Remedy::kDropLeftover;
    drop.trigger = kByOperator;
    const std::string refused = nominate(*remedies, drop);
    EXPECT_TRUE(becomes(refused, "refused")) << story(refused);
    EXPECT_THAT(journal("reason", refused), HasSubstr("make it a member of the table's owner, owner"));
    give_ownership();
    const std::string dropping = nominate(*remedies, drop);
    EXPECT_TRUE(becomes(dropping, "succeeded")) << story(dropping);
  }
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
