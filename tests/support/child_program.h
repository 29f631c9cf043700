// The program under test, or any other, with its output at hand.
// Thread rule: one thread; see child_process.h.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/process_stats.h"

namespace pgmedic::support {

class ChildProgram {
 public:
  ChildProgram(const std::string& path, std::vector<std::string> arguments, std::map<std::string, std::string> environment = {});

  pid_t pid() const { return process_.pid(); }
  bool running() { return process_.running(); }
  void signal(int number) { process_.signal(number); }
  std::optional<int> wait_exit(std::chrono::milliseconds patience = std::chrono::seconds(20)) { return process_.wait(patience); }
  std::string out() const { return process_.output(); }
  std::string err() const { return process_.errors(); }
  // Waits until its stderr holds the text.
  bool says(const std::string& text, std::chrono::milliseconds patience = std::chrono::seconds(20)) const;
  ProcessStats stats() const { return process_stats(process_.pid()); }

 private:
  ChildProcess process_;
};

}  // namespace pgmedic::support
