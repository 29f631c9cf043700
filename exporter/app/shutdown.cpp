#include "app/shutdown.h"

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace pgmedic {

void stop_within(Milliseconds limit, const std::function<void()>& stop, int exit_code, Log& log) {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  std::thread guard([&] {
    std::unique_lock lock(mutex);
    if (!changed.wait_for(lock, limit, [&] { return done; })) {
      log.warn("did not stop in time: ending without waiting", {});
      std::_Exit(exit_code);
    }
  });
  stop();
  {
    const std::lock_guard lock(mutex);
    done = true;
  }
  changed.notify_one();
  guard.join();
}

}  // namespace pgmedic
