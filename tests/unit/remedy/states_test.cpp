// The table of states: whatever happens, in whatever order, an action is somewhere the table knows and can come to an end.
#include "remedy/states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

namespace pgmedic {
namespace {

using testing::HasSubstr;

std::set<State> next_states(State state) {
  std::set<State> next;
  for (const Event event : events_of(state)) {
    next.insert(transition(state, event).value());
  }
  return next;
}

// Everything that can follow, itself included.
std::set<State> reachable(State from) {
  std::set<State> known{from};
  std::vector<State> open{from};
  while (!open.empty()) {
    const State state = open.back();
    open.pop_back();
    for (const State next : next_states(state)) {
      if (known.insert(next).second) {
        open.push_back(next);
      }
    }
  }
  return known;
}

TEST(States, HaveNamesThatReadBack) {
  std::set<std::string> names;
  for (const State state : all_states()) {
    EXPECT_EQ(parse_state(state_name(state)), state);
    names.insert(state_name(state));
  }
  EXPECT_EQ(names.size(), kStateCount);
  EXPECT_EQ(parse_state("done"), std::nullopt);
  std::set<std::string> events;
  for (const Event event : all_events()) {
    events.insert(event_name(event));
  }
  EXPECT_EQ(events.size(), kEventCount);
  EXPECT_STREQ(event_name(Event::kFindLeftover), "find_leftover");
  EXPECT_STREQ(event_name(Event::kRelease), "release");
  EXPECT_STREQ(state_name(State::kQuarantined), "quarantined");
}

TEST(States, NoEventLeadsFromOneStateToTwo) {
  for (const State state : all_states()) {
    const std::vector<Event> events = events_of(state);
    EXPECT_EQ(std::set<Event>(events.begin(), events.end()).size(), events.size()) << state_name(state);
  }
}

TEST(States, EveryStateCanBeReachedAndCanEnd) {
  const std::set<State> all = reachable(State::kProposed);
  EXPECT_EQ(all.size(), kStateCount);
  for (const State state : all_states()) {
    const std::set<State> future = reachable(state);
    EXPECT_TRUE(std::any_of(future.begin(), future.end(), is_terminal)) << state_name(state);
  }
}

TEST(States, EndedActionsAreChangedOnlyByALaterLookOrByAPerson) {
  for (const State state : all_states()) {
    for (const Event event : events_of(state)) {
      if (is_terminal(state)) {
        EXPECT_TRUE(event == Event::kRegress || event == Event::kRelease) << state_name(state) << " " << event_name(event);
        EXPECT_TRUE(is_terminal(transition(state, event).value()));
      }
    }
  }
}

TEST(States, NothingRunsThatWasNotApprovedQueuedAndStarted) {
  for (const Transition& line : transitions()) {
    if (line.to == State::kStarting) {
      EXPECT_EQ(line.from, State::kQueued);
    }
    if (line.to == State::kRunning) {
      EXPECT_TRUE(line.from == State::kStarting || line.from == State::kUnknown);
    }
    if (line.to == State::kQueued) {
      EXPECT_TRUE(line.from == State::kApproved || line.from == State::kGuarded);
    }
    if (line.to == State::kSucceeded) {
      EXPECT_EQ(line.from, State::kVerifying);  // never believed, always measured
    }
  }
}

TEST(States, WhatExecutesCanAlwaysBeLostAndFound) {
  for (const State state : all_states()) {
    if (is_executing(state) && state != State::kUnknown) {
      EXPECT_EQ(transition(state, Event::kLose).value(), State::kUnknown) << state_name(state);
    }
  }
}

TEST(States, RandomEventsNeverLeaveTheTable) {
  std::mt19937 random(20261122);  // NOLINT(cert-msc51-cpp): the same every time
  std::uniform_int_distribution<std::size_t> any(0, kEventCount - 1);
  for (int life = 0; life < 300; ++life) {
    State state = State::kProposed;
    for (int step = 0; step < 200; ++step) {
      const Event event = all_events()[any(random)];
      const Result<State> next = transition(state, event);
      const std::vector<Event> legal = events_of(state);
      ASSERT_EQ(next.ok(), std::find(legal.begin(), legal.end(), event) != legal.end());
      if (next) {
        ASSERT_FALSE(is_terminal(state) && !is_terminal(*next)) << state_name(state) << " came back to life by " << event_name(event);
        state = *next;
      }
    }
  }
}

TEST(States, RefusalsNameStateAndEvent) {
  const Result<State> refused = transition(State::kSucceeded, Event::kLaunch);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(refused.error().message, "an action that is succeeded cannot launch");
  EXPECT_EQ(transition(State::kRejected, Event::kWithdraw).error().message, "an action that is rejected cannot be cancelled");
  EXPECT_EQ(transition(State::kRejected, Event::kApprove).error().message, "an action that is rejected cannot be approved");
}

TEST(States, PrintThemselves) {
  const std::string text = states_markdown();
  EXPECT_THAT(text, HasSubstr("    starting --> running: launch\n"));
  EXPECT_THAT(text, HasSubstr("| cleaning | cleaned | verifying |\n"));
  EXPECT_THAT(text, HasSubstr("    quarantined --> [*]\n"));
  EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '|')), 4 * (transitions().size() + 2));
}

TEST(States, AreDocumentedAsTheyAre) {
  std::ifstream file(PGMEDIC_SOURCE_DIR "/docs/remedies.md");
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_NE(page.find(states_markdown()), std::string::npos) << "docs/remedies.md has to end with:\n" << states_markdown();
}

}  // namespace
}  // namespace pgmedic
