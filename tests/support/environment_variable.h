// A variable of the environment for as long as a test needs it; none before and none after.
// Thread rule: one thread, while no other runs.
#pragma once

#include <cstdlib>
#include <string>

namespace pgmedic {

class EnvironmentVariable {
 public:
  EnvironmentVariable(std::string name, const std::string& value) : name_(std::move(name)) {
    ::setenv(name_.c_str(), value.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): there is one thread
  }
  ~EnvironmentVariable() {
    ::unsetenv(name_.c_str());  // NOLINT(concurrency-mt-unsafe): there is one thread
  }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  const std::string name_;
};

}  // namespace pgmedic
