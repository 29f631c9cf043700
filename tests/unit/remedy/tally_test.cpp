// What is counted of remedies, and that everything counted has a family.
#include "remedy/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/remedy/sample_finder.h"

namespace pgmedic {
namespace {

std::vector<RemedySample> samples_of(const Tally& tally) {
  std::vector<RemedySample> samples;
  tally.add_to(samples);
  return samples;
}

StepTaken end_of(Remedy remedy, State to) {
  return {remedy, State::kVerifying, to, 90, 1000, 400, 600, 500};
}

TEST(Tally, BeginsAtZeroForWhatMayAct) {
  const std::vector<RemedySample> samples = samples_of(Tally({Remedy::kReindex}));
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"reindex", "verifying", "succeeded"}), 0);
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"reindex", "starting", "running"}), 0);
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"reindex", "nominated", "proposed"}), 0);
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"analyze", "verifying", "succeeded"}), std::nullopt);
  EXPECT_EQ(value_of(samples, "pgmedic_guard_blocked_seconds_total", {"window"}), 0);
  EXPECT_EQ(value_of(samples, "pgmedic_action_yields_total", {"person"}), 0);
  EXPECT_EQ(value_of(samples, "pgmedic_action_reclaimed_bytes_total", {"reindex"}), 0);
}

TEST(Tally, CountsStepsAndWhatEndsCameTo) {
  Tally tally({});
  tally.step({Remedy::kReindex, std::nullopt, State::kProposed, {}, {}, {}, {}, {}});
  tally.step({Remedy::kReindex, State::kRunning, State::kVerifying, 80, 1000, {}, 600, {}});
  tally.step(end_of(Remedy::kReindex, State::kSucceeded));
  tally.step(end_of(Remedy::kReindex, State::kIneffective));
  const std::vector<RemedySample> samples = samples_of(tally);
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"reindex", "nominated", "proposed"}), 1);
  EXPECT_EQ(value_of(samples, "pgmedic_action_transitions_total", {"reindex", "verifying", "succeeded"}), 1);
  EXPECT_EQ(value_of(samples, "pgmedic_action_reclaimed_bytes_total", {"reindex"}), 1200);
  EXPECT_EQ(value_of(samples, "pgmedic_action_predicted_wal_bytes_total", {"reindex"}), 1200);
  EXPECT_EQ(value_of(samples, "pgmedic_action_written_wal_bytes_total", {"reindex"}), 1000);
  const RemedySample* const durations = sample_of(samples, "pgmedic_action_duration_seconds", {"reindex", "succeeded"});
  ASSERT_NE(durations, nullptr);
  EXPECT_EQ(durations->distribution.value().sum, 90);
}

TEST(Tally, WhatNeverRanAndWhatChangesLaterHasNoDuration) {
  Tally tally({});
  tally.step({Remedy::kReindex, State::kStarting, State::kCancelled, {}, {}, {}, {}, {}});
  tally.step({Remedy::kReindex, State::kProposed, State::kRefused, {}, {}, {}, {}, {}});
  tally.step({Remedy::kReindex, State::kSucceeded, State::kRegressed, 86400, 1000, 400, {}, {}});
  const std::vector<RemedySample> samples = samples_of(tally);
  for (const RemedySample& sample : samples) {
    EXPECT_NE(sample.family, "pgmedic_action_duration_seconds");
    EXPECT_NE(sample.family, "pgmedic_action_reclaimed_bytes_total");
  }
}

TEST(Tally, AnObjectThatGrewIsNoNegativeGain) {
  Tally tally({});
  tally.step({Remedy::kReindex, State::kVerifying, State::kIneffective, 1, 1000, 1500, {}, {}});
  EXPECT_EQ(value_of(samples_of(tally), "pgmedic_action_reclaimed_bytes_total", {"reindex"}), 0);
}

TEST(Tally, TellsWhyThingsWereGivenUpInFewWords) {
  EXPECT_EQ(yield_reason("yield: session 12 has been waiting for us"), "waiting_session");
  EXPECT_EQ(yield_reason("guard: the disk is full"), "guard");
  EXPECT_EQ(yield_reason("kill_switch: the file /run/pgmedic/stop stops everything"), "kill_switch");
  EXPECT_EQ(yield_reason("cancelled by alice: yield"), "person");
  Tally tally({});
  tally.gave_up("cancelled by alice");
  tally.held_back({"window", "load"}, 1.5);
  tally.held_back({"window"}, 1);
  tally.journal_failed();
  const std::vector<RemedySample> samples = samples_of(tally);
  EXPECT_EQ(value_of(samples, "pgmedic_action_yields_total", {"person"}), 1);
  EXPECT_EQ(value_of(samples, "pgmedic_guard_blocked_seconds_total", {"window"}), 2.5);
  EXPECT_EQ(value_of(samples, "pgmedic_guard_blocked_seconds_total", {"load"}), 1.5);
  EXPECT_EQ(value_of(samples, "pgmedic_journal_failures_total", {}), 1);
}

TEST(Tally, EverythingHasAFamily) {
  Tally tally({kRemedies.begin(), kRemedies.end()});
  tally.step(end_of(Remedy::kVacuum, State::kSucceeded));
  for (const RemedySample& sample : samples_of(tally)) {
    expect_family(sample);
  }
}

}  // namespace
}  // namespace pgmedic
