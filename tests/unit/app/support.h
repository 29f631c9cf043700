// Fixtures of this layer's tests.
#pragma once

#include <map>
#include <string>

#include "app/config.h"
#include "app/environment.h"

namespace pgmedic {

inline Environment fake_environment(const std::map<std::string, std::string>& variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
}

// Stands in for libpq's parser: whatever contains "bad" is malformed.
inline Status accept_dsn(const std::string& dsn) {
  return dsn.find("bad") == std::string::npos ? Status() : Status(Error{ErrorCode::kInvalid, "malformed", "write it right"});
}

inline ConfigContext fake_context(const std::map<std::string, std::string>& variables = {}) {
  return {
      {{"archiver", "index_bloat", "locks", "tables"}, {"bloat_budget", "stale_statistics_age"}}, fake_environment(variables), accept_dsn};
}

// "file:line:column: message", one for each line.
inline std::string problem_texts(const LoadedConfig& loaded) {
  std::string texts;
  for (const Diagnostic& problem : loaded.problems) {
    texts += problem.file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " + problem.message + "\n";
  }
  return texts;
}

}  // namespace pgmedic
