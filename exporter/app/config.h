// The configuration in force: the file, the flags and the environment together, checked, with defaults filled in.
// Thread rule: load_config from one thread at a time; a Config is a plain value. Errors are all collected, each with
// file:line:column; none repeats a connection string.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "app/environment_connection.h"
#include "app/options.h"
#include "catalog/catalog.h"
#include "collect/settings.h"
#include "health/check_settings.h"
#include "remedy/policy.h"

namespace pgmedic {

namespace limits {
// Shorter intervals than this are a slip of the keyboard, and so are longer ones than a month.
inline constexpr std::chrono::milliseconds kShortestInterval = 100ms;
inline constexpr std::chrono::milliseconds kLongestInterval = 31 * 24h;
// A statement_timeout below would cancel everything, above would pin a snapshot for hours.
inline constexpr std::chrono::milliseconds kShortestTimeout = 10ms;
inline constexpr std::chrono::milliseconds kLongestTimeout = 1h;
// label_bytes: room for a whole name and its ellipsis below, Prometheus's patience above.
inline constexpr std::size_t kFewestLabelBytes = 64;
inline constexpr std::size_t kMostLabelBytes = 65'536;
inline constexpr std::size_t kMostSeries = 100'000'000;
}  // namespace limits

struct Config {
  std::vector<TargetSettings> targets;  // of this replica's shard
  std::vector<std::string> configured;  // the names of all targets, other shards' too
  // What targets[] start from.
  CollectSettings collect;
  std::map<std::string, std::string> parameters;
  std::vector<Check> known_checks;
  CheckOverrides checks;
  std::map<std::string, CheckOverrides> target_checks;  // by the target's name: those of `checks` and its own on top
  TargetPolicy remedies;                                // what targets[].remedies start from
  std::map<std::string, RemedyTarget> target_remedies;  // by the target's name
  std::vector<std::string> warnings;                    // for the log: legal, but probably not meant
};

// The names that a configuration may use.
struct KnownNames {
  std::vector<std::string> collectors;
  std::vector<std::string> parameters;
  std::vector<Check> checks;
};
KnownNames known_names(const Catalog& catalog);

struct ConfigContext {
  KnownNames names;
  Environment environment;
  DsnCheck check_dsn;
};

struct LoadedConfig {
  Config config;
  std::vector<Diagnostic> problems;  // ascending by line; when there are any, config is not to be used
};

// Everything together, as --config_file, --dsn, the environment and --shard say.
LoadedConfig load_config(const Options& options, const ConfigContext& context);

// A configuration file's text alone; config.targets is empty when it names none.
LoadedConfig parse_config(const std::string& file, const std::string& text, const ConfigContext& context);

// The effective configuration as a configuration file, without secrets.
std::string print_config(const Config& config);

// All keys of the file by section, for the test that keeps docs/configuration.md complete.
struct ConfigSection {
  std::string name;  // "targets[]"
  std::vector<std::string> keys;
};
std::vector<ConfigSection> config_sections();

}  // namespace pgmedic
