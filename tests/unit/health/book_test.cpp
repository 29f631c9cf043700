// Since when what is beyond a threshold: hold, hysteresis, severities, ends, bounds.
#include "health/book.h"

#include <gtest/gtest.h>

#include <random>

#include "base/limits.h"
#include "health/levels.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

Check check_of(Direction direction, std::optional<double> warning, std::optional<double> critical) {
  Check check;
  check.name = "Check";
  check.collector = "collector";
  check.direction = direction;
  check.warning = warning;
  check.critical = critical;
  check.hysteresis = 0.1;
  check.unit = "seconds";
  return check;
}

// One object's values, one after the other, a second apart unless told.
class BookTest : public ::testing::Test {
 protected:
  void see(double value, Milliseconds later = 1s) {
    Judgement judgement;
    Observation observation;
    observation.key = "object";
    observation.value = value;
    judgement.observations.push_back(observation);
    see(std::move(judgement), later);
  }
  void see(Judgement judgement, Milliseconds later = 1s) {
    now_.steady += later;
    now_.wall += later;
    book_.update(check_, "app", std::move(judgement), now_, 1min);
  }
  // With more than fits, all of it beyond the warning level.
  void fill() {
    for (std::size_t place = 0; place * 1000 < limits::kObjectsPerTarget + 5000; ++place) {
      Judgement judgement;
      for (int i = 0; i < 1000; ++i) {
        Observation observation;
        observation.key = std::to_string(i);
        observation.value = 15;
        judgement.observations.push_back(observation);
      }
      book_.update(check_, "place" + std::to_string(place), std::move(judgement), now_, 1min);
    }
  }
  const Book::Entry* entry(const std::string& key = "object") const {
    const Book::Page* page = book_.find("Check", "app", now_.steady);
    if (page == nullptr) {
      return nullptr;
    }
    const auto found = page->entries.find(key);
    return found == page->entries.end() ? nullptr : &found->second;
  }
  // "", "pending", "warning", "critical".
  std::string state() const {
    const Book::Entry* known = entry();
    if (known == nullptr) {
      return "";
    }
    const std::optional<Severity> severity = severity_of(check_, *known, now_.steady);
    return severity ? severity_name(*severity) : "pending";
  }

  Check check_ = check_of(Direction::kAbove, 10, 20);
  Book book_;
  Moment now_{SteadyTime(1h), WallTime(1000h)};
};

TEST_F(BookTest, WithoutHoldAFindingIsThereAtOnce) {
  see(10);
  EXPECT_EQ(state(), "");
  see(10.1);
  EXPECT_EQ(state(), "warning");
  see(20.1);
  EXPECT_EQ(state(), "critical");
}

TEST_F(BookTest, SinceIsWhenTheValueFirstWentBeyondWhateverItsSeverity) {
  see(11);
  const WallTime first = now_.wall;
  see(25);
  see(12);
  EXPECT_EQ(state(), "warning");
  EXPECT_EQ(entry()->since, first);
}

TEST_F(BookTest, HysteresisKeepsAFindingUntilTheValueIsWellBack) {
  see(11);
  see(9.5);
  EXPECT_EQ(state(), "warning");
  see(9);
  EXPECT_EQ(state(), "");
  see(9.5);
  EXPECT_EQ(state(), "");  // on this side nothing is held
}

TEST_F(BookTest, HysteresisHoldsACriticalOneToo) {
  see(21);
  see(18.5);
  EXPECT_EQ(state(), "critical");
  see(18);
  EXPECT_EQ(state(), "warning");
}

TEST_F(BookTest, HoldMustPassWithoutABreak) {
  check_.hold = 10s;
  see(11);
  see(11, 8s);
  EXPECT_EQ(state(), "pending");
  see(9.5, 1s);  // no finding yet: the hysteresis does not help
  EXPECT_EQ(state(), "");
  see(11);
  see(11, 10s);
  EXPECT_EQ(state(), "warning");
  EXPECT_EQ(entry()->since, now_.wall - 10s);
  see(9.5);
  EXPECT_EQ(state(), "warning");
}

TEST_F(BookTest, ARisenSeverityHasItsOwnHold) {
  check_.hold = 10s;
  see(11);
  see(21, 10s);
  EXPECT_EQ(state(), "warning");
  see(21, 9s);
  EXPECT_EQ(state(), "warning");
  see(21, 1s);
  EXPECT_EQ(state(), "critical");
}

TEST_F(BookTest, HoldPassesByTheClockNotByAnswers) {
  check_.hold = 10s;
  see(11);
  now_.steady += 10s;
  EXPECT_EQ(state(), "warning");
}

TEST_F(BookTest, AnObjectThatIsMissingFromAnAnswerHasEnded) {
  see(25);
  see(Judgement());
  EXPECT_EQ(state(), "");
  EXPECT_EQ(book_.objects(), 0U);
}

TEST_F(BookTest, WhatIsTooOldHasEndedAndBeginsAnew) {
  see(25);
  now_.steady += 61s;
  now_.wall += 61s;
  EXPECT_EQ(entry(), nullptr);
  see(25);
  EXPECT_EQ(entry()->since, now_.wall);
}

TEST_F(BookTest, WhatCannotBeJudgedHasEnded) {
  see(25);
  Judgement unknown;
  unknown.reason = "no_data";
  see(std::move(unknown));
  EXPECT_EQ(state(), "");
  EXPECT_EQ(book_.find("Check", "app", now_.steady)->reason, "no_data");
}

TEST_F(BookTest, OtherThresholdsMeasureWhatIsKnown) {
  see(12);
  const WallTime since = now_.wall;
  check_.warning = 5;
  check_.critical = 11;
  book_.rejudge(check_, now_.steady);
  EXPECT_EQ(state(), "critical");
  EXPECT_EQ(entry()->since, since);
  check_.warning = 15;
  check_.critical.reset();
  book_.rejudge(check_, now_.steady);
  EXPECT_EQ(state(), "");
}

TEST_F(BookTest, OfTwinsTheWorseCounts) {
  Judgement judgement;
  for (const double value : {12.0, 25.0, 13.0}) {
    Observation observation;
    observation.key = "object";
    observation.value = value;
    judgement.observations.push_back(observation);
  }
  see(std::move(judgement));
  EXPECT_EQ(entry()->observation.value, 25);
  EXPECT_EQ(book_.objects(), 1U);
}

TEST_F(BookTest, ObjectsOfATargetAreBounded) {
  fill();
  EXPECT_EQ(book_.objects(), limits::kObjectsPerTarget);
  const std::size_t last = limits::kObjectsPerTarget / 1000;
  EXPECT_EQ(book_.find("Check", "place" + std::to_string(last), now_.steady)->cut[0], 1000U);
  book_.forget_unless([](const std::string&, const std::string& place) { return place == "place0"; });
  EXPECT_EQ(book_.objects(), 1000U);
}

TEST_F(BookTest, WhatIsCriticalFindsRoomInAFullBook) {
  fill();
  see(15);
  EXPECT_EQ(state(), "");
  see(25);
  EXPECT_EQ(state(), "critical");
}

TEST_F(BookTest, WhatIsTooOldTakesNoRoom) {
  fill();
  see(15, 2min);
  EXPECT_EQ(state(), "warning");
  EXPECT_EQ(book_.objects(), 1U);
}

// Whatever a value does, a finding only begins after the hold with the value beyond all the while, and only ends on an answer
// on the far side of the hysteresis.
TEST_F(BookTest, NeverFlapsAndNeverHurries) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same every time
  for (const Direction direction : {Direction::kAbove, Direction::kAtLeast, Direction::kBelow}) {
    book_ = Book();
    check_ = check_of(direction, 10, std::nullopt);
    check_.hold = 5s;
    const double end = end_level(check_, 10);
    EXPECT_TRUE(direction == Direction::kBelow ? end > 10 : end < 10);
    double value = 10;
    bool fired = false;
    int beyond = 0;  // answers without a break
    for (int i = 0; i < 5000; ++i) {
      value += std::uniform_real_distribution<double>(-0.7, 0.7)(random);
      value = std::min(15.0, std::max(5.0, value));
      see(value);
      // The hold passes between answers, too: five of them, and the time until this one, are five seconds.
      const bool fired_before = fired || beyond >= 5;
      const bool is_bad = is_beyond(direction, value, 10);
      fired = fired_before ? is_beyond(direction, value, end) : is_bad && beyond >= 5;
      beyond = is_bad || fired ? beyond + 1 : 0;
      const bool expected = fired;
      ASSERT_EQ(state() == "warning", expected) << direction_name(direction) << " " << i << " " << value;
    }
  }
}

TEST(Levels, HysteresisIsOnTheGoodSide) {
  Check check = check_of(Direction::kAbove, 0.4, std::nullopt);
  EXPECT_DOUBLE_EQ(end_level(check, 0.4), 0.36);
  EXPECT_DOUBLE_EQ(end_level(check, 0), 0);
  EXPECT_DOUBLE_EQ(end_level(check, -10), -11);
  check.direction = Direction::kBelow;
  EXPECT_DOUBLE_EQ(end_level(check, 100), 110);
  check.unit = "ratio";
  EXPECT_DOUBLE_EQ(end_level(check, 0.9), 0.95);  // half the way to 1 is nearer than 0.99
  EXPECT_DOUBLE_EQ(end_level(check, 1), 1);
  check.unit = "";
  EXPECT_DOUBLE_EQ(end_level(check, 1), 1);  // of yes and no
}

}  // namespace
}  // namespace pgmedic
