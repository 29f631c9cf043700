// A child that dies with the test, whatever happens to the test.
// Thread rule: start it from a thread that lives as long as the child: the kernel kills it with that thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/memory_file.h"

namespace pgmedic::support {

// Servers refuse to run as root: then they run as nobody, else as ourselves.
struct ServerUser {
  bool differs = false;
  uid_t uid = 0;
  gid_t gid = 0;
};
ServerUser server_user();

struct ChildSettings {
  std::string program;
  std::vector<std::string> arguments;              // without the program's name
  std::map<std::string, std::string> environment;  // on top of ours, from which PG* is taken out
  std::string directory;                           // to start in; empty: ours
  bool as_server_user = false;
  int death_signal = SIGKILL;  // when the test dies
};

class ChildProcess {
 public:
  explicit ChildProcess(const ChildSettings& settings);
  ~ChildProcess();  // SIGKILL, unless it has ended
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  void signal(int number);
  // Exit code, or 128 + signal; nullopt when it still runs after that time.
  std::optional<int> wait(std::chrono::milliseconds patience = std::chrono::seconds(20));
  std::string output() const { return output_.text(); }  // stdout
  std::string errors() const { return errors_.text(); }  // stderr

 private:
  MemoryFile output_;
  MemoryFile errors_;
  pid_t pid_;
  std::optional<int> exit_code_;
};

// Runs a program to its end; throws with its output unless it exits with 0.
std::string run_program(const ChildSettings& settings);

}  // namespace pgmedic::support
