// What /proc says about a process: for leaks and budgets.
// Thread rule: free functions, any thread.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <vector>

namespace pgmedic::support {

struct ProcessStats {
  std::size_t resident_bytes = 0;
  std::size_t peak_resident_bytes = 0;
  std::size_t threads = 0;
  std::size_t descriptors = 0;
  double cpu_seconds = 0;
};

// All zero when there is no such process.
ProcessStats process_stats(pid_t pid);
ProcessStats own_stats();

// The processes below a process, children before grandchildren.
std::vector<pid_t> descendants(pid_t pid);
// 'R', 'S', 'T' (stopped), 'Z' ...; 0 when there is no such process.
char process_state(pid_t pid);

}  // namespace pgmedic::support
