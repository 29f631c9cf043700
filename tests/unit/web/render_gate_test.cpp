#include "web/render_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace pgmedic::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kKilobyte = 1024;

HttpResponse large(std::size_t bytes = kKilobyte) {
  return json_response(200, std::string(bytes, 'x'));
}

// Answers that are begun and do not end before they are let go.
class RenderGateTest : public testing::Test {
 public:
  ~RenderGateTest() override { let_go(); }

 protected:
  std::future<HttpResponse> ask(RenderGate& gate, const std::string& key) {
    return std::async(std::launch::async, [this, &gate, key] {
      return gate.answer(key, [this] {
        ++made_;
        ++inside_;
        most_inside_ = std::max(most_inside_.load(), inside_.load());
        released_.wait();
        --inside_;
        return large();
      });
    });
  }
  void let_go() {
    if (!let_go_) {
      let_go_ = true;
      release_.set_value();
    }
  }
  static void until(const std::function<bool()>& done) {
    for (int i = 0; i < 10'000 && !done(); ++i) {
      std::this_thread::sleep_for(1ms);
    }
    ASSERT_TRUE(done());
  }

  std::promise<void> release_;
  const std::shared_future<void> released_ = release_.get_future().share();
  bool let_go_ = false;
  std::atomic<int> made_{0};
  std::atomic<int> inside_{0};
  std::atomic<int> most_inside_{0};
};

TEST_F(RenderGateTest, GivesWhatIsMadeAndHoldsItAsLongAsItIsNeeded) {
  RenderGate gate;
  {
    const HttpResponse response = gate.answer("a", [] { return large(); });
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "application/json; charset=utf-8");
    EXPECT_EQ(response.length(), kKilobyte);
    EXPECT_EQ(response.text(), std::string(kKilobyte, 'x'));
    EXPECT_GE(gate.held_bytes(), kKilobyte);
  }
  EXPECT_EQ(gate.held_bytes(), 0U);
}

TEST_F(RenderGateTest, FewAreMadeAtOnce) {
  RenderGate gate;
  std::vector<std::future<HttpResponse>> answers;
  for (int i = 0; i < 10; ++i) {
    answers.push_back(ask(gate, std::to_string(i)));
  }
  until([&] { return inside_ == 2 && gate.waiting() == 8; });
  let_go();
  for (auto& answer : answers) {
    EXPECT_EQ(answer.get().status, 200);
  }
  EXPECT_EQ(most_inside_, 2);
  EXPECT_EQ(made_, 10);
}

// 64 clients of one large page are one page.
TEST_F(RenderGateTest, WhoAsksTheSameBeforeItIsBegunSharesIt) {
  RenderGate gate;
  auto one = ask(gate, "one");
  auto two = ask(gate, "two");
  until([&] { return inside_ == 2; });
  std::vector<std::future<HttpResponse>> same;
  for (int i = 0; i < 10; ++i) {
    same.push_back(ask(gate, "same"));
  }
  until([&] { return gate.waiting() == 10; });
  let_go();
  const HttpResponse first = same.front().get();
  for (std::size_t i = 1; i < same.size(); ++i) {
    EXPECT_EQ(same[i].get().shared_body, first.shared_body);
  }
  EXPECT_EQ(made_, 3);
}

// It might tell what is over: somebody has changed something and looks whether it shows.
TEST_F(RenderGateTest, WhatIsBegunAlreadyIsNobodyElses) {
  RenderGate gate;
  auto early = ask(gate, "same");
  until([&] { return inside_ == 1; });
  EXPECT_EQ(gate.answer("same", [] { return large(1); }).length(), 1U);
  let_go();
  EXPECT_EQ(early.get().length(), kKilobyte);
}

TEST_F(RenderGateTest, WhoWaitsTooLongComesAgain) {
  RenderGate gate({1, 24, 50ms, kKilobyte});
  auto slow = ask(gate, "slow");
  until([&] { return inside_ == 1; });
  const HttpResponse late = gate.answer("late", [] { return large(); });
  EXPECT_EQ(late.status, 503);
  EXPECT_EQ(late.headers, (HeaderList{{"Retry-After", "1"}}));
  EXPECT_EQ(gate.waiting(), 0U);
  let_go();
  EXPECT_EQ(slow.get().status, 200);
  EXPECT_EQ(gate.answer("late", [] { return large(); }).status, 200);
}

TEST_F(RenderGateTest, OnlySoManyWait) {
  RenderGate gate({1, 2, 20s, kKilobyte});
  auto slow = ask(gate, "slow");
  until([&] { return inside_ == 1; });
  auto leader = ask(gate, "same");
  auto follower = ask(gate, "same");
  until([&] { return gate.waiting() == 2; });
  EXPECT_EQ(gate.answer("same", [] { return large(); }).status, 503);
  EXPECT_EQ(gate.answer("other", [] { return large(); }).status, 503);
  let_go();
  EXPECT_EQ(slow.get().status, 200);
  EXPECT_EQ(leader.get().status, 200);
  EXPECT_EQ(follower.get().status, 200);
}

TEST_F(RenderGateTest, NothingIsBegunWhileWritersHoldTooMuch) {
  RenderGate gate({2, 24, 50ms, kKilobyte});
  {
    const HttpResponse held = gate.answer("a", [] { return large(); });
    EXPECT_EQ(gate.answer("b", [] { return large(); }).status, 503);
  }
  EXPECT_EQ(gate.answer("b", [] { return large(); }).status, 200) << "one that is larger than the limit is possible";
}

TEST_F(RenderGateTest, WhoWaitsForRoomGetsItWhenAWriterIsDone) {
  RenderGate gate({2, 24, 20s, kKilobyte});
  auto held = std::make_unique<HttpResponse>(gate.answer("a", [] { return large(); }));
  auto next = ask(gate, "b");
  let_go();
  until([&] { return gate.waiting() == 1; });
  held.reset();
  EXPECT_EQ(next.get().status, 200);
}

// The bound of the header, whatever the clients do.
TEST_F(RenderGateTest, HoldsNoMoreThanItSays) {
  RenderGate gate({2, 64, 20s, 4 * kKilobyte});
  let_go();
  std::atomic<std::size_t> most{0};
  std::vector<std::future<int>> clients;
  for (int i = 0; i < 16; ++i) {
    clients.push_back(std::async(std::launch::async, [&gate, &most, i] {
      int good = 0;
      for (int round = 0; round < 50; ++round) {
        const HttpResponse response = gate.answer(std::to_string(i), [] { return large(); });
        most = std::max(most.load(), gate.held_bytes());
        good += response.status == 200 ? 1 : 0;
      }
      return good;
    }));
  }
  for (auto& client : clients) {
    EXPECT_EQ(client.get(), 50);
  }
  const std::size_t one = std::string(kKilobyte, 'x').capacity();
  EXPECT_LT(most, 4 * kKilobyte + 2 * one);
  EXPECT_EQ(gate.held_bytes(), 0U);
}

TEST_F(RenderGateTest, AFaultIsOnlyTheFirstOnes) {
  RenderGate gate({1, 24, 20s, 1024 * kKilobyte});
  auto slow = ask(gate, "slow");
  until([&] { return inside_ == 1; });
  auto leader =
      std::async(std::launch::async, [&gate] { return gate.answer("same", []() -> HttpResponse { throw std::runtime_error("inside"); }); });
  until([&] { return gate.waiting() == 1; });
  auto follower = ask(gate, "same");
  until([&] { return gate.waiting() == 2; });
  let_go();
  EXPECT_THROW(leader.get(), std::runtime_error);
  EXPECT_EQ(follower.get().status, 503);
  EXPECT_EQ(slow.get().status, 200);
  EXPECT_EQ(gate.answer("same", [] { return large(); }).status, 200);
}

}  // namespace
}  // namespace pgmedic::test
