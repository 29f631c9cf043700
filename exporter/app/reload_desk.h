// Where a reload is asked for. One thread does them all, the one that takes the signals: none can meet the end of the daemon, and what
// it starts gets nothing from the thread that asked (a listener's may have a lower priority).
// Thread rule: ask() from any thread; the rest from the thread that reloads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "base/clock.h"
#include "base/result.h"

namespace pgmedic {

class ReloadDesk {
 public:
  // ring: wakes the thread that reloads, which then calls serve(). Called from the threads that ask.
  explicit ReloadDesk(std::function<void()> ring);

  // The outcome of a reload that began after the call. kUnavailable: there will be none, because the daemon begins or ends.
  Status ask();

  // Asking leads to something from here on.
  void open();
  // Reloads, if somebody asked since the last time; one for all of them.
  void serve(const std::function<Status()>& reload);
  // Whoever waits is told that there will be no reload.
  void close();

 private:
  enum class State { kOpening, kOpen, kClosed };
  const std::function<void()> ring_;
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kOpening;  // all below: guarded by mutex_
  std::uint64_t asked_ = 0;
  std::uint64_t served_ = 0;
  Status outcome_;
};

}  // namespace pgmedic
