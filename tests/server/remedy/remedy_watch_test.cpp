// What the page tells of remedies while they work on a real server.
#include <gmock/gmock.h>

#include "server/remedy/remedy_ground.h"
#include "unit/remedy/sample_finder.h"

namespace pgmedic {
namespace {

using support::eventually;

class RemedyWatch : public RemedyGround {
 protected:
  void SetUp() override {
    PGMEDIC_NEED_SERVER(15);
    start();
    make_bloat(20'000);
  }

  static std::optional<double> value(const Remedies& remedies, const std::string& family, const std::vector<std::string>& labels) {
    return value_of(remedies.samples("main"), family, labels);
  }
  static bool shows(const Remedies& remedies, const std::string& family, const std::vector<std::string>& labels, double wanted) {
    return eventually([&] { return value(remedies, family, labels) == wanted; });
  }
};

const std::vector<std::string> kIndex{"reindex", "shop", "app", "orders", "orders_v"};

TEST_F(RemedyWatch, TellsHowFarAnActionIsAndWhatItCameTo) {
  const auto remedies = this->remedies("one", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  std::vector<std::string> in_phase = kIndex;
  in_phase.emplace_back("waiting for writers before build");
  EXPECT_TRUE(shows(*remedies, "pgmedic_action_phase", in_phase, 1));
  EXPECT_TRUE(eventually([&] { return value(*remedies, "pgmedic_action_running_seconds", kIndex).value_or(0) > 0; }));
  EXPECT_GT(value(*remedies, "pgmedic_action_predicted_seconds", kIndex).value_or(0), 0);
  EXPECT_TRUE(shows(*remedies, "pgmedic_actions_open", {"reindex", "running"}, 1));
  EXPECT_TRUE(remedies->status("main")->open_by_state.contains("running"));
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "succeeded")) << story(id);
  EXPECT_TRUE(shows(*remedies, "pgmedic_action_transitions_total", {"reindex", "verifying", "succeeded"}, 1));
  EXPECT_EQ(value(*remedies, "pgmedic_action_running_seconds", kIndex), std::nullopt);
  EXPECT_GT(value(*remedies, "pgmedic_action_reclaimed_bytes_total", {"reindex"}).value_or(0), 0);
  EXPECT_NE(sample_of(remedies->samples("main"), "pgmedic_action_duration_seconds", {"reindex", "succeeded"}), nullptr);
  EXPECT_TRUE(eventually([&] { return value(*remedies, "pgmedic_remedy_last_success_timestamp_seconds", {"reindex"}).has_value(); }));
  EXPECT_TRUE(shows(*remedies, "pgmedic_remedies_budget_remaining", {"reindex", "actions"}, 19));
  for (const RemedySample& sample : remedies->samples("main")) {
    expect_family(sample);
  }
  // A new process does not begin with nothing: the journal knows.
  const auto second = this->remedies("two", policy());
  EXPECT_TRUE(eventually([&] { return value(*second, "pgmedic_remedy_last_success_timestamp_seconds", {"reindex"}).has_value(); }));
}

TEST_F(RemedyWatch, TellsWhichGuardHoldsWhatBack) {
  TargetPolicy careful = policy();
  careful.guards.backup_required = true;
  careful.guards.backup_max_age = 1ms;
  const auto remedies = this->remedies("one", careful);
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(becomes(id, "guarded")) << story(id);
  EXPECT_TRUE(shows(*remedies, "pgmedic_guard_blocks", {"backup"}, 1)) << story(id);
  EXPECT_TRUE(shows(*remedies, "pgmedic_guard_blocks", {"kill_switch"}, 0));
  EXPECT_TRUE(eventually([&] { return value(*remedies, "pgmedic_guard_blocked_seconds_total", {"backup"}).value_or(0) > 0; }));
  EXPECT_EQ(value(*remedies, "pgmedic_guard_blocked_seconds_total", {"window"}), 0);
  EXPECT_TRUE(value(*remedies, "pgmedic_guard_input_age_seconds", {"need"}).has_value());
  EXPECT_EQ(value(*remedies, "pgmedic_remedies_window_open", {"reindex"}), 1);
  EXPECT_EQ(value(*remedies, "pgmedic_remedies_mode", {"reindex", "auto"}), 1);
}

TEST_F(RemedyWatch, TellsWhatWaitsForAPerson) {
  const auto remedies = this->remedies("one", policy(Mode::kApprove));
  const std::string id = nominate(*remedies, reindex());
  EXPECT_TRUE(shows(*remedies, "pgmedic_actions_awaiting_approval", {"reindex"}, 1)) << story(id);
  // The journal's clock is read once for each column.
  EXPECT_NEAR(value(*remedies, "pgmedic_actions_awaiting_approval_since_timestamp_seconds", {"reindex"}).value_or(0),
              value(*remedies, "pgmedic_actions_oldest_timestamp_seconds", {"reindex", "proposed"}).value_or(-1), 0.1);
  ASSERT_TRUE(remedies->reject(id, "alice").ok());
  EXPECT_TRUE(eventually([&] { return !value(*remedies, "pgmedic_actions_awaiting_approval", {"reindex"}).has_value(); }));
}

TEST_F(RemedyWatch, TellsOfQuarantineUntilAPersonReleases) {
  TargetPolicy strict = policy();
  strict.quarantine_after = 1;
  const auto remedies = this->remedies("one", strict);
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*remedies, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  server().execute("SELECT pg_cancel_backend(" + action_pid(id) + ")");
  writer.execute("ROLLBACK");
  ASSERT_TRUE(becomes(id, "quarantined")) << story(id);
  EXPECT_TRUE(shows(*remedies, "pgmedic_quarantined_objects", {"reindex"}, 1));
  ASSERT_TRUE(remedies->release(id, "dave").ok());
  EXPECT_TRUE(shows(*remedies, "pgmedic_quarantined_objects", {"reindex"}, 0));
}

TEST_F(RemedyWatch, TellsOfLeftoversUntilTheyAreGone) {
  auto first = remedies("first", policy());
  support::SqlClient writer = open_writer();
  const std::string id = nominate(*first, reindex());
  ASSERT_TRUE(reaches_phase("waiting for writers")) << story(id);
  ASSERT_TRUE(eventually([&] { return journal("new_index_oid", id) != "0"; })) << story(id);
  const std::string pid = action_pid(id);
  first.reset();
  server().execute("SELECT pg_terminate_backend(" + pid + ")");
  ASSERT_TRUE(eventually([&] { return action_pid(id).empty(); }));
  writer.execute("ROLLBACK");
  // As if cleaning up had been given up.
  server().execute("UPDATE pgmedic.action SET state = 'failed', ended = clock_timestamp(), held_until = NULL");
  // Somebody else's is not counted.
  ground().shop("CREATE INDEX foreign_one ON app.orders (note)");
  server().execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.foreign_one'::regclass", "shop");
  const auto second = remedies("second", policy());
  EXPECT_TRUE(shows(*second, "pgmedic_leftover_indexes", {"false"}, 1));
  EXPECT_EQ(value(*second, "pgmedic_leftover_indexes", {"true"}), 0);
  ground().shop_client().execute("DROP INDEX CONCURRENTLY app.orders_v_ccnew");
  EXPECT_TRUE(shows(*second, "pgmedic_leftover_indexes", {"false"}, 0));
}

}  // namespace
}  // namespace pgmedic
