// Log lines that strangers can cause as often as they like: the first is written, then one in a minute at most.
// Thread rule: any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace pgmedic {

class RareLog {
 public:
  // How many were left out since the last that was written; nothing: this one is left out, too.
  std::optional<std::size_t> admit(SteadyTime now) {
    constexpr std::chrono::minutes kPause{1};
    const std::scoped_lock lock(mutex_);
    if (written_ && now - *written_ < kPause) {
      ++left_out_;
      return std::nullopt;
    }
    written_ = now;
    return std::exchange(left_out_, 0);
  }

 private:
  std::mutex mutex_;
  std::optional<SteadyTime> written_;  // guarded by mutex_
  std::size_t left_out_ = 0;           // guarded by mutex_
};

}  // namespace pgmedic
