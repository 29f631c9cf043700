// Counts, all the time, how many connections to one port a process holds. Looks at the process, not at the server: a frozen
// server cannot answer, and one that is slow to see a closed connection off would count it twice.
// Thread rule: made and ended by one thread; it samples in its own.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <thread>

namespace pgmedic::fault {

class ConnectionWatch {
 public:
  ConnectionWatch(pid_t process, int port);
  ~ConnectionWatch();
  ConnectionWatch(const ConnectionWatch&) = delete;
  ConnectionWatch& operator=(const ConnectionWatch&) = delete;

  // The most that were open at one moment so far.
  std::size_t most() const { return most_; }

 private:
  void sample();

  const pid_t process_;
  const int port_;
  std::atomic<bool> stop_{false};
  std::atomic<std::size_t> most_{0};
  std::thread thread_;
};

}  // namespace pgmedic::fault
