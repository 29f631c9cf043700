// Fixtures of this layer's tests.
#pragma once

#include <gtest/gtest.h>

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

inline Check fake_check(const std::string& name, const std::string& collector, const std::string& unit, std::optional<double> warning,
                        std::optional<double> critical) {
  Check check;
  check.name = name;
  check.collector = collector;
  check.unit = unit;
  check.warning = warning;
  check.critical = critical;
  check.hysteresis = 0.05;
  return check;
}

// One of each kind: with a condition, without a critical threshold, one of the program's own.
inline std::vector<Check> fake_checks() {
  Check bloat = fake_check("IndexBloat", "index_bloat", "ratio", 0.4, 0.6);
  bloat.hold = std::chrono::minutes(10);
  bloat.when = {{"bloat_bytes", 104857600}};
  CheckColumn bytes;
  bytes.name = "bloat_bytes";
  bytes.unit = "bytes";
  bloat.columns = {bytes};
  return {fake_check("Deadlocks", "tables", "", 3, std::nullopt), bloat, fake_check("OldData", "", "seconds", 604800, 1209600)};
}

inline ConfigContext fake_context(const std::map<std::string, std::string>& variables = {}) {
  return {{{"archiver", "index_bloat", "locks", "tables"}, {"bloat_budget", "stale_statistics_age"}, fake_checks()},
          fake_environment(variables),
          accept_dsn};
}

// "file:line:column: message", one for each line.
inline std::string problem_texts(const LoadedConfig& loaded) {
  std::string texts;
  for (const Diagnostic& problem : loaded.problems) {
    texts += problem.file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " + problem.message + "\n";
  }
  return texts;
}

inline LoadedConfig parse(const std::string& text) {
  return parse_config("pgmedic.yml", text, fake_context());
}

inline std::string problems(const std::string& text) {
  return problem_texts(parse(text));
}

// Of a text without mistakes.
inline Config config_of(const std::string& text) {
  LoadedConfig loaded = parse(text);
  EXPECT_EQ(problem_texts(loaded), "") << text;
  return loaded.config;
}

}  // namespace pgmedic
