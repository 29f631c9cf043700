#include "postgres/watchdog.h"

#include <sys/socket.h>

#include <algorithm>

namespace pgmedic {

Watchdog::Watchdog() : thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Watchdog::run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    const SteadyTime now = std::chrono::steady_clock::now();
    SteadyTime next = SteadyTime::max();
    for (auto& [id, entry] : entries_) {
      if (entry.fired) {
        continue;
      }
      if (entry.deadline <= now) {
        // Under the mutex: a guard that goes away waits for it, so that this number is still that statement's socket.
        ::shutdown(entry.socket, SHUT_RDWR);
        entry.fired = true;
      } else {
        next = std::min(next, entry.deadline);
      }
    }
    if (next == SteadyTime::max()) {
      wake_.wait(lock);
    } else {
      wake_.wait_until(lock, next);
    }
  }
}

Watchdog::Guard::Guard(Watchdog& watchdog, int socket, SteadyTime deadline) : watchdog_(watchdog) {
  {
    const std::lock_guard<std::mutex> lock(watchdog_.mutex_);
    id_ = watchdog_.next_id_++;
    watchdog_.entries_.emplace(id_, Entry{socket, deadline});
  }
  watchdog_.wake_.notify_all();
}

Watchdog::Guard::~Guard() {
  const std::lock_guard<std::mutex> lock(watchdog_.mutex_);
  watchdog_.entries_.erase(id_);
}

bool Watchdog::Guard::fired() const {
  const std::lock_guard<std::mutex> lock(watchdog_.mutex_);
  const auto entry = watchdog_.entries_.find(id_);
  return entry != watchdog_.entries_.end() && entry->second.fired;
}

}  // namespace pgmedic
