// What administrators set on the maintainer's role and on the database ends other people's statements, not ours.
#include <gtest/gtest.h>

#include "server/remedy/holds.h"
#include "server/remedy/remedy_ground.h"

namespace pgmedic {
namespace {

class RoleSettings : public RemedyGround, public testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(GetParam());
    start(GetParam());
    make_bloat(20'000);
    churn();
  }
  // Of the role, of the database, and of both together, which is the strongest.
  void set(const std::string& setting) {
    server().execute("ALTER ROLE pgmedic_maintainer SET " + setting);
    server().execute("ALTER DATABASE shop SET " + setting);
    server().execute("ALTER ROLE pgmedic_maintainer IN DATABASE shop SET " + setting);
  }
};

INSTANTIATE_TEST_SUITE_P(Major, RoleSettings, testing::Values(15, 18), [](const auto& chosen) { return std::to_string(chosen.param); });

TEST_P(RoleSettings, DoNotEndOurStatements) {
  support::SqlClient holder = hold_rebuild(ground(), Hold::kWriters);
  for (const char* timeout : {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout"}) {
    set(std::string(timeout) + " = '50ms'");
  }
  if (GetParam() >= 17) {
    set("transaction_timeout = '50ms'");
  }
  set("client_connection_check_interval = '50ms'");
  set("default_transaction_read_only = on");
  set("default_transaction_isolation = 'serializable'");
  set("synchronous_commit = off");

  const auto remedies = this->remedies("one", policy());
  const std::string rebuild = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase(phase_of(Hold::kWriters))) << story(rebuild);
  ASSERT_TRUE(support::eventually([&] {
    return server().scalar("SELECT clock_timestamp() - query_start > interval '1 second' FROM pg_stat_activity WHERE pid = " +
                           action_pid(rebuild)) == "t";
  })) << story(rebuild);
  let_go(holder);
  ASSERT_TRUE(becomes(rebuild, "succeeded")) << story(rebuild);
  const std::string vacuum = nominate(*remedies, on_table(Remedy::kVacuum));
  ASSERT_TRUE(becomes(vacuum, "succeeded")) << story(vacuum);
  const std::string analyze = nominate(*remedies, on_table(Remedy::kAnalyze));
  ASSERT_TRUE(becomes(analyze, "succeeded")) << story(analyze);
  server().execute("ALTER DATABASE shop RESET ALL");  // the checks need more time than that
  expect_no_mess();
}

}  // namespace
}  // namespace pgmedic
