#include "app/reload_desk.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "support/eventually.h"

namespace pgmedic {
namespace {

class ReloadDeskTest : public ::testing::Test {
 protected:
  // Serves as often as the bell rang, until told to stop.
  void serve_rings() {
    while (!stop_) {
      if (rings_.exchange(0) > 0) {
        desk_.serve([this]() -> Status {
          ++reloads_;
          return outcome_;
        });
      }
      std::this_thread::yield();
    }
  }

  std::atomic<int> rings_{0};
  std::atomic<bool> stop_{false};
  std::atomic<int> reloads_{0};
  Status outcome_;
  ReloadDesk desk_{[this] { ++rings_; }};
};

TEST_F(ReloadDeskTest, WhoAsksHearsHowItEnded) {
  outcome_ = Error{ErrorCode::kInvalid, "web.yml:1:1: wrong"};
  desk_.open();
  std::thread serving([this] { serve_rings(); });
  const Status status = desk_.ask();
  stop_ = true;
  serving.join();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "web.yml:1:1: wrong");
}

TEST_F(ReloadDeskTest, NothingIsReloadedTwiceForOneQuestion) {
  desk_.open();
  std::thread serving([this] { serve_rings(); });
  EXPECT_TRUE(desk_.ask().ok());
  stop_ = true;
  serving.join();
  desk_.serve([this]() -> Status {
    ++reloads_;
    return {};
  });
  EXPECT_EQ(reloads_, 1);
}

TEST_F(ReloadDeskTest, TheEndAnswersWhoeverWaits) {
  desk_.open();
  std::vector<std::thread> asking;
  std::atomic<int> refused{0};
  for (int i = 0; i < 3; ++i) {
    asking.emplace_back([&] { refused += desk_.ask().ok() ? 0 : 1; });
  }
  EXPECT_TRUE(support::eventually([this] { return rings_ == 3; }));
  desk_.close();
  for (std::thread& thread : asking) {
    thread.join();
  }
  EXPECT_EQ(refused, 3);
  EXPECT_EQ(desk_.ask().error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(reloads_, 0);
}

}  // namespace
}  // namespace pgmedic
