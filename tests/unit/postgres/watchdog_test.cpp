#include "postgres/watchdog.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "unit/postgres/socket_pair.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

SteadyTime in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

TEST(Watchdog, ShutsTheSocketDownAtItsDeadline) {
  Watchdog watchdog;
  const SocketPair pair;
  const Watchdog::Guard guard(watchdog, pair.guarded(), in(10ms));
  pair.wait_until_shut_down();
  EXPECT_TRUE(guard.fired());
}

TEST(Watchdog, ADeadlineThatIsOverFiresAtOnce) {
  Watchdog watchdog;
  const SocketPair pair;
  const Watchdog::Guard guard(watchdog, pair.guarded(), in(-1s));
  pair.wait_until_shut_down();
}

TEST(Watchdog, LeavesASocketAloneWhoseGuardIsGone) {
  Watchdog watchdog;
  const SocketPair released;
  const SocketPair later;
  { const Watchdog::Guard guard(watchdog, released.guarded(), in(1ms)); }
  const bool fired_before_release = released.shut_down();  // a slow machine may be later than 1 ms
  const Watchdog::Guard guard(watchdog, later.guarded(), in(5ms));
  later.wait_until_shut_down();
  EXPECT_EQ(released.shut_down(), fired_before_release);
}

TEST(Watchdog, AnEarlierDeadlineOvertakesALaterOne) {
  Watchdog watchdog;
  const SocketPair patient;
  const SocketPair hasty;
  const Watchdog::Guard guard(watchdog, patient.guarded(), in(1h));
  const Watchdog::Guard overtaking(watchdog, hasty.guarded(), in(5ms));
  hasty.wait_until_shut_down();
  EXPECT_FALSE(guard.fired());
  EXPECT_FALSE(patient.shut_down());
}

TEST(Watchdog, ServesManyThreads) {
  Watchdog watchdog;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&watchdog] {
      for (int round = 0; round < 50; ++round) {
        const SocketPair pair;
        const Watchdog::Guard guard(watchdog, pair.guarded(), in(std::chrono::milliseconds(round % 3)));
        pair.wait_until_shut_down();
        EXPECT_TRUE(guard.fired());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

}  // namespace
}  // namespace pgmedic
