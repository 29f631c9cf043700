// Time through an interface, so that tests decide what time it is.
// Thread rule: implementations may be called from any thread.
#pragma once

#include <chrono>

namespace pgmedic {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual SteadyTime steady_now() const = 0;  // for ages, deadlines and schedules
  virtual WallTime wall_now() const = 0;      // for what people and Prometheus read
};

class SystemClock final : public Clock {
 public:
  SteadyTime steady_now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall_now() const override { return std::chrono::system_clock::now(); }
};

// Unix time in seconds, with fraction.
inline double unix_seconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

}  // namespace pgmedic
