// Environment variables through an interface, so that tests decide what is set.
// Thread rule: call it from one thread, before others start: getenv is not safe against setenv.
#pragma once

#include <cstdlib>
#include <functional>
#include <optional>
#include <string>

namespace pgmedic {

// The variable's value; nullopt when it is not set or empty.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

inline std::optional<std::string> process_environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody calls setenv
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace pgmedic
