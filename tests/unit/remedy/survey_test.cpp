// What is open, what holds it back and what policy allows, as the page tells it. What the journal answers is tested on servers.
#include "remedy/survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.h"
#include "unit/remedy/sample_finder.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

class SurveyTest : public testing::Test {
 protected:
  SurveyTest() {
    policy_.mode = Mode::kAuto;
    policy_.of(Remedy::kReindex).mode = Mode::kAuto;
    policy_.of(Remedy::kVacuum).mode = Mode::kObserve;
  }
  Action action(State state, const std::string& reason, std::chrono::seconds age, Facts guards = {}) const {
    Action action;
    action.remedy = Remedy::kReindex;
    action.state = state;
    action.reason = reason;
    action.created = action.state_since = clock_.wall_now() - age;
    action.guards = std::move(guards);
    return action;
  }
  std::vector<RemedySample> samples() const {
    std::vector<RemedySample> samples;
    survey_.add_to(samples);
    tally_.add_to(samples);
    return samples;
  }
  std::optional<double> value(const std::string& family, const std::vector<std::string>& labels) const {
    return value_of(samples(), family, labels);
  }
  double ago(std::chrono::seconds age) const { return unix_seconds(clock_.wall_now() - age); }

  TargetPolicy policy_;
  support::FakeClock clock_;
  Tally tally_{{}};
  Journal journal_{[] { return Result<std::unique_ptr<MaintenanceSession>>(Error{ErrorCode::kUnavailable, "none"}); }, "main", "one"};
  Survey survey_{policy_, journal_, clock_, tally_, 15s};
};

TEST_F(SurveyTest, CountsWhatIsOpenAndTellsTheOldest) {
  survey_.see({action(State::kProposed, "", 10s), action(State::kProposed, "approval: a person has to release it", 30s),
               action(State::kUnknown, "", 5s)},
              {});
  EXPECT_EQ(survey_.open(), 3U);
  EXPECT_EQ(survey_.open_by_state().at("proposed"), 2);
  EXPECT_EQ(value("pgmedic_actions_open", {"reindex", "proposed"}), 2);
  EXPECT_EQ(value("pgmedic_actions_oldest_timestamp_seconds", {"reindex", "proposed"}), ago(30s));
  EXPECT_EQ(value("pgmedic_actions_oldest_timestamp_seconds", {"reindex", "unknown"}), ago(5s));
  EXPECT_EQ(value("pgmedic_actions_awaiting_approval", {"reindex"}), 1);
  EXPECT_EQ(value("pgmedic_actions_awaiting_approval_since_timestamp_seconds", {"reindex"}), ago(30s));
  survey_.see({}, {});
  EXPECT_EQ(value("pgmedic_actions_open", {"reindex", "proposed"}), std::nullopt);
  EXPECT_EQ(value("pgmedic_actions_awaiting_approval", {"reindex"}), std::nullopt);
}

TEST_F(SurveyTest, TellsWhichGuardsObjectAndForHowLong) {
  const Facts guards{{"window", "no: closed"}, {"disk", "unknown: nobody can look"}, {"load", "ok: idle"}};
  const std::vector<Action> open{action(State::kGuarded, "window: closed", 5s, guards),
                                 action(State::kProposed, "", 5s, {{"load", "no: busy"}})};
  survey_.see(open, {});
  EXPECT_EQ(survey_.waiting_for(), "window: closed");
  EXPECT_EQ(value("pgmedic_guard_blocks", {"window"}), 1);
  EXPECT_EQ(value("pgmedic_guard_blocks", {"disk"}), 1);
  EXPECT_EQ(value("pgmedic_guard_blocks", {"load"}), 1);
  EXPECT_EQ(value("pgmedic_guard_blocks", {"backup"}), 0);
  clock_.advance(2s);
  survey_.see(open, {});
  EXPECT_EQ(value("pgmedic_guard_blocked_seconds_total", {"window"}), 2);
  EXPECT_EQ(value("pgmedic_guard_blocked_seconds_total", {"disk"}), 2);
  EXPECT_EQ(value("pgmedic_guard_blocked_seconds_total", {"load"}), 0);  // a proposal is not held back
  clock_.advance(10h);
  survey_.see(open, {});
  EXPECT_EQ(value("pgmedic_guard_blocked_seconds_total", {"window"}), 62);  // nobody looked: nobody knows
}

TEST_F(SurveyTest, WhatComesBeforeTheGuardsCountsAlone) {
  const std::vector<Action> open{action(State::kGuarded, "session: no connection", 5s, {{"window", "no: closed"}})};
  survey_.see(open, {});
  clock_.advance(1s);
  survey_.see(open, {});
  EXPECT_EQ(value("pgmedic_guard_blocks", {"session"}), 1);
  EXPECT_EQ(value("pgmedic_guard_blocks", {"window"}), 0);
  EXPECT_EQ(value("pgmedic_guard_blocked_seconds_total", {"session"}), 1);
}

TEST_F(SurveyTest, TheInputOfGuardsAges) {
  survey_.heard({{"disk", Verdict::kOk, "", 3.0}, {"window", Verdict::kOk, "", std::nullopt}});
  clock_.advance(7s);
  EXPECT_EQ(value("pgmedic_guard_input_age_seconds", {"disk"}), 10);
  EXPECT_EQ(value("pgmedic_guard_input_age_seconds", {"window"}), std::nullopt);
}

TEST_F(SurveyTest, TellsModesAndWindows) {
  EXPECT_EQ(value("pgmedic_remedies_mode", {"reindex", "auto"}), 1);
  EXPECT_EQ(value("pgmedic_remedies_mode", {"vacuum", "observe"}), 1);
  EXPECT_EQ(value("pgmedic_remedies_window_open", {"vacuum"}), std::nullopt);
  EXPECT_EQ(value("pgmedic_remedies_window_open", {"reindex"}), 1);
  EXPECT_EQ(value("pgmedic_remedies_window_closes_seconds", {"reindex"}), std::nullopt);

  const auto since_midnight = std::chrono::floor<std::chrono::minutes>(clock_.wall_now().time_since_epoch() % 24h);
  Window window;
  window.start = (since_midnight + 120min) % 24h;
  window.length = 60min;
  policy_.windows = {window};
  EXPECT_EQ(value("pgmedic_remedies_window_open", {"reindex"}), 0);
  EXPECT_NEAR(value("pgmedic_remedies_window_opens_seconds", {"reindex"}).value_or(0), 7200, 61);
  policy_.windows[0].start = (since_midnight + 24h - 30min) % 24h;
  EXPECT_EQ(value("pgmedic_remedies_window_open", {"reindex"}), 1);
  EXPECT_NEAR(value("pgmedic_remedies_window_closes_seconds", {"reindex"}).value_or(0), 1800, 61);
  EXPECT_EQ(value("pgmedic_remedies_window_opens_seconds", {"reindex"}), std::nullopt);
}

TEST_F(SurveyTest, LeftoversAreToldOnceTheyWereLookedFor) {
  EXPECT_EQ(value("pgmedic_leftover_indexes", {"true"}), std::nullopt);
  survey_.found({1, 2});
  EXPECT_EQ(value("pgmedic_leftover_indexes", {"true"}), 1);
  EXPECT_EQ(value("pgmedic_leftover_indexes", {"false"}), 2);
}

TEST_F(SurveyTest, WithoutAJournalItTellsWhatItKnows) {
  survey_.refresh(true);
  EXPECT_EQ(value("pgmedic_quarantined_objects", {"reindex"}), std::nullopt);
  EXPECT_EQ(value("pgmedic_remedies_budget_remaining", {"reindex", "actions"}), std::nullopt);
  for (const RemedySample& sample : samples()) {
    expect_family(sample);
  }
}

}  // namespace
}  // namespace pgmedic
