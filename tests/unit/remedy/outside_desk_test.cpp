// Who asks outside for a target: nobody who watches waits, and answers are kept for a while.
#include "remedy/outside_desk.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "support/eventually.h"
#include "support/fake_clock.h"

namespace pgmedic {
namespace {

using support::eventually;
using testing::HasSubstr;

// Answers with how often it was asked, while the gate is open.
class Counting final : public Outside {
 public:
  Result<OutsideAnswer> ask(const OutsideQuestion& question, const std::atomic<bool>& given_up) const override {
    const int count = ++asked;
    while (!open && !given_up) {
      std::this_thread::yield();
    }
    if (question.query == "throw") {
      throw std::runtime_error("oh");
    }
    if (broken || given_up) {
      return Error{ErrorCode::kUnavailable, "broken"};
    }
    return OutsideAnswer{200, {static_cast<double>(count)}, {}};
  }
  mutable std::atomic<int> asked{0};
  std::atomic<bool> open{true};
  std::atomic<bool> broken{false};
};

class OutsideDeskTest : public testing::Test {
 protected:
  static OutsideQuestion question(const std::string& query) {
    OutsideQuestion question;
    question.source.url = "http://p";
    question.query = query;
    return question;
  }
  static double value(const Result<OutsideAnswer>& answer) { return answer ? answer->values.at(0) : -1; }

  std::shared_ptr<Counting> outside_ = std::make_shared<Counting>();
  support::FakeClock clock_;
  OutsideDesk desk_{outside_, clock_};
};

TEST_F(OutsideDeskTest, AsksOnceInAFewSeconds) {
  EXPECT_EQ(value(desk_.ask(question("a"))), 1);
  EXPECT_EQ(value(desk_.ask(question("a"))), 1);
  EXPECT_EQ(value(desk_.ask(question("b"))), 2);
  clock_.advance(5s);
  EXPECT_EQ(value(desk_.ask(question("a"))), 3);
}

TEST_F(OutsideDeskTest, KeepsErrorsForAsLong) {
  outside_->broken = true;
  EXPECT_FALSE(desk_.ask(question("a")).ok());
  outside_->broken = false;
  EXPECT_FALSE(desk_.ask(question("a")).ok());
  clock_.advance(5s);
  EXPECT_TRUE(desk_.ask(question("a")).ok());
}

TEST_F(OutsideDeskTest, LetsNobodyWaitWhoOnlyLooks) {
  outside_->open = false;
  EXPECT_THAT(desk_.look(question("a"), 15s).error().text(), HasSubstr("no answer has come of late"));
  outside_->open = true;
  EXPECT_TRUE(eventually([&] { return desk_.look(question("a"), 15s).ok(); }));
  outside_->open = false;
  clock_.advance(10s);
  EXPECT_EQ(value(desk_.look(question("a"), 15s)), 1) << "the old answer, while a new one is on its way";
  clock_.advance(6s);
  EXPECT_FALSE(desk_.look(question("a"), 15s).ok());
  outside_->open = true;
  EXPECT_TRUE(eventually([&] { return value(desk_.look(question("a"), 15s)) == 2; }));
}

TEST_F(OutsideDeskTest, LooksPastAnErrorWhileTheLastAnswerIsYoung) {
  EXPECT_EQ(value(desk_.ask(question("a"))), 1);
  outside_->broken = true;
  clock_.advance(10s);
  EXPECT_EQ(value(desk_.look(question("a"), 15s)), 1);
  EXPECT_FALSE(desk_.ask(question("a")).ok());
  EXPECT_EQ(value(desk_.look(question("a"), 15s)), 1);
  clock_.advance(6s);
  EXPECT_FALSE(desk_.look(question("a"), 15s).ok());
}

TEST_F(OutsideDeskTest, TurnsAFaultIntoAnError) {
  EXPECT_THAT(desk_.ask(question("throw")).error().text(), HasSubstr("the expression throw: oh"));
  EXPECT_TRUE(desk_.ask(question("a")).ok());
}

TEST_F(OutsideDeskTest, LetsWaitersGoWhenItEnds) {
  outside_->open = false;
  std::thread stopper([&] {
    eventually([&] { return outside_->asked > 0; });
    desk_.stop();
  });
  EXPECT_FALSE(desk_.ask(question("a")).ok());
  stopper.join();
  EXPECT_THAT(desk_.ask(question("a")).error().text(), HasSubstr("nobody can be asked now"));
}

TEST_F(OutsideDeskTest, SaysSoWhereNobodyCanBeAsked) {
  OutsideDesk none(nullptr, clock_);
  EXPECT_FALSE(none.ask(question("a")).ok());
  EXPECT_FALSE(none.look(question("a"), 15s).ok());
}

}  // namespace
}  // namespace pgmedic
