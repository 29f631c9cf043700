// Autovacuum works on the table. We do not start beside it, and nothing of ours ends the one that prevents wraparound, even
// where it comes after everything has been judged.
#include <gmock/gmock.h>

#include "server/remedy/meddling_judge.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

constexpr auto kAutovacuumComes = 60s;

class BesideAutovacuum : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start(15, {{"autovacuum_naptime", "1s"}, {"autovacuum_freeze_max_age", "100000"}});
    make_bloat(60'000);
    churn();
    // Once it has come it stays for minutes.
    ground().shop("ALTER TABLE app.orders SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)");
  }
  void let_autovacuum_come() {
    server().execute("ALTER SYSTEM SET autovacuum = on");
    server().execute("SELECT pg_reload_conf()");
    ASSERT_TRUE(eventually([&] { return !worker().empty(); }, kAutovacuumComes));
  }
  // The process that works on the table, and what it says that it does.
  std::string worker() {
    return server().scalar(
        "SELECT a.pid || ' ' || a.backend_start || ' ' || a.query FROM pg_stat_activity AS a JOIN pg_stat_progress_vacuum AS p"
        " ON p.pid = a.pid WHERE a.backend_type = 'autovacuum worker' AND a.query LIKE '%app.orders%'");
  }
  // Now the table's oldest transaction is too old.
  void age() {
    ground().shop(
        "CREATE TEMPORARY TABLE burned (i integer); DO $$ BEGIN FOR i IN 1 .. 110000 LOOP BEGIN"
        " INSERT INTO burned VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END; END LOOP; END $$");
  }
  std::string guard(const std::string& name, const std::string& id) { return journal("guards ->> '" + name + "'", id); }
};

TEST_F(BesideAutovacuum, NothingStarts) {
  ASSERT_NO_FATAL_FAILURE(let_autovacuum_come());
  const std::string before = worker();
  const auto remedies = this->remedies("one", policy());
  const std::vector<std::string> ids{nominate(*remedies, reindex()), nominate(*remedies, on_table(Remedy::kAnalyze)),
                                     nominate(*remedies, on_table(Remedy::kVacuum))};
  for (const std::string& id : ids) {
    ASSERT_TRUE(becomes(id, "guarded")) << story(id);
    EXPECT_THAT(guard("conflicting_maintenance", id), HasSubstr("autovacuum worker")) << story(id);
  }
  EXPECT_EQ(launches(), "0");
  EXPECT_EQ(worker(), before);
  expect_no_mess();
}

TEST_F(BesideAutovacuum, NothingStartsWhileItPreventsWraparound) {
  age();
  ASSERT_NO_FATAL_FAILURE(let_autovacuum_come());
  const std::string before = worker();
  ASSERT_THAT(before, HasSubstr("to prevent wraparound"));
  const auto remedies = this->remedies("one", policy());
  const std::string rebuild = nominate(*remedies, reindex());
  const std::string freeze = nominate(*remedies, on_table(Remedy::kFreeze));
  const std::string analyze = nominate(*remedies, on_table(Remedy::kAnalyze));
  for (const std::string& id : {rebuild, analyze}) {
    ASSERT_TRUE(becomes(id, "guarded")) << story(id);
    EXPECT_THAT(guard("conflicting_maintenance", id), HasSubstr("to prevent wraparound")) << story(id);
  }
  EXPECT_THAT(guard("wraparound", rebuild), HasSubstr("no: ")) << story(rebuild);
  ASSERT_TRUE(eventually([&] { return state(freeze) != "proposed"; })) << story(freeze);
  EXPECT_EQ(launches(), "0");
  EXPECT_EQ(worker(), before);
  expect_no_mess();
}

class AutovacuumComesLate : public BesideAutovacuum, public testing::WithParamInterface<Remedy> {};

INSTANTIATE_TEST_SUITE_P(Each, AutovacuumComesLate, testing::Values(Remedy::kReindex, Remedy::kAnalyze, Remedy::kVacuum),
                         [](const auto& chosen) { return std::string(remedy_name(chosen.param)); });

TEST_P(AutovacuumComesLate, AndIsNotEndedWhereItPreventsWraparound) {
  age();
  judge_ = std::make_shared<MeddlingJudge>([this] { let_autovacuum_come(); });
  TargetPolicy approve = policy(Mode::kApprove);
  approve.guards.wraparound_ratio = 10;
  approve.of(Remedy::kReindex).lock_timeout = 3s;
  const auto remedies = this->remedies("one", approve);
  const std::string id = nominate(*remedies, GetParam() == Remedy::kReindex ? reindex() : on_table(GetParam()));
  ASSERT_TRUE(eventually([&] { return journal("reason", id).find("approval") == 0; })) << story(id);
  ASSERT_TRUE(remedies->approve(id, "alice").ok());
  ASSERT_TRUE(eventually([&] { return !worker().empty(); }, kAutovacuumComes));
  const std::string before = worker();
  ASSERT_THAT(before, HasSubstr("to prevent wraparound"));
  // Waiting in vain for the lock is nobody's fault, nor is a table that is skipped because it is locked.
  ASSERT_TRUE(becomes(id, "cancelled")) << story(id);
  EXPECT_EQ(launches(), "1");
  EXPECT_EQ(worker(), before);
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
