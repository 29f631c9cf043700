// What pgmedic can be told to do: `pgmedic [COMMAND] [--flags]`.
// Thread rule: one thread; the commands start their own.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "app/config.h"
#include "app/environment.h"
#include "app/flags.h"
#include "app/options.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "catalog/catalog.h"

namespace pgmedic {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  // it was tried and did not succeed
inline constexpr int kExitUsage = 2;   // flags or configuration

// What every command starts from: flags and configuration, read and found right.
struct Startup {
  const Options& options;
  const Environment& environment;
  const Catalog& catalog;
  const Config& config;
  const Clock& clock;
  Log& log;
  std::ostream& out;
  std::ostream& err;
};

// Reads the configuration file and the environment again with the same flags: for a reload.
LoadedConfig reload_config(const Startup& startup);

// The commands that watch servers; the rest is here.
struct CommandHooks {
  std::function<int(const Startup&)> serve;
  std::function<int(const Startup&)> metrics;
  std::function<int(const Startup&)> check;
  std::function<int(const Startup&)> plan = {};
  std::function<int(const Startup&)> actions = {};
  std::function<void()> before_serve = {};  // called before anything is read for it
};

// Where a program's words come from and go to.
struct Surroundings {
  Environment environment;
  std::ostream& out;
  std::ostream& err;
};

// Runs the command; returns the exit code. Nothing is thrown.
int run_program(const TakenArguments& arguments, const CommandHooks& hooks, const Surroundings& surroundings);

// What --help prints.
std::string help_text();

}  // namespace pgmedic
