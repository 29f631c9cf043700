// Client-side deadlines: shuts a socket down when its time is over, because no server or libpq setting bounds a frozen
// backend (SIGSTOP: TCP still acknowledges, statement_timeout never fires).
// Thread rule: any thread; one internal thread does the shutting down.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>

#include "base/clock.h"

namespace pgmedic {

class Watchdog {
 public:
  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Guards a socket for one statement. Destroy it before the socket is closed: its number may be another's by then.
  class Guard {
   public:
    Guard(Watchdog& watchdog, int socket, SteadyTime deadline);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    bool fired() const;

   private:
    Watchdog& watchdog_;
    std::uint64_t id_;
  };

 private:
  struct Entry {
    int socket = -1;
    SteadyTime deadline;
    bool fired = false;
  };
  void run();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::uint64_t, Entry> entries_;  // guarded by mutex_
  std::uint64_t next_id_ = 1;               // guarded by mutex_
  bool stopping_ = false;                   // guarded by mutex_
  std::thread thread_;
};

}  // namespace pgmedic
