// A clock that tests turn by hand.
// Thread rule: any thread.
#pragma once

#include <chrono>
#include <mutex>

#include "base/clock.h"

namespace pgmedic::support {

class FakeClock final : public Clock {
 public:
  // Starts in 2026, so that nothing is mistaken for zero.
  SteadyTime steady_now() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return SteadyTime(passed_);
  }
  WallTime wall_now() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return WallTime(std::chrono::seconds(1'767'225'600) + std::chrono::duration_cast<WallTime::duration>(passed_));
  }
  void advance(std::chrono::nanoseconds time) {
    const std::lock_guard<std::mutex> lock(mutex_);
    passed_ += time;
  }

 private:
  mutable std::mutex mutex_;
  std::chrono::nanoseconds passed_{std::chrono::hours(1)};
};

}  // namespace pgmedic::support
