#include "app/commands.h"

#include <exception>
#include <map>
#include <memory>

#include "app/collectors_command.h"
#include "app/command_names.h"
#include "app/stream_log.h"
#include "app/version.h"
#include "postgres/connect.h"

namespace pgmedic {
namespace {

int run_collectors(const Startup& startup) {
  startup.out << (startup.options.format == "markdown" ? collectors_markdown(startup.catalog) : collectors_text(startup.catalog));
  return kExitOk;
}

int run_config(const Startup& startup) {
  startup.out << print_config(startup.config);
  return kExitOk;
}

using Run = std::function<int(const Startup&)>;

Run find_run(const std::string& command, const CommandHooks& hooks) {
  const std::map<std::string, Run> runs{
      {"serve", hooks.serve}, {"metrics", hooks.metrics}, {"collectors", run_collectors}, {"config", run_config}};
  return runs.at(command);
}

int usage_failure(std::ostream& err, const Error& error) {
  err << "pgmedic: " << error.text() << "\n";
  return kExitUsage;
}

ConfigContext config_context(const Catalog& catalog, const Environment& environment) {
  return {known_names(catalog), environment, check_dsn};
}

// The built-in collectors and those of --collector_dir, whose mistakes are told and stop nothing.
Catalog load_catalog(const Options& options, Log& log) {
  Catalog catalog = Catalog::embedded();
  if (options.collector_dir.empty()) {
    return catalog;
  }
  std::vector<Diagnostic> problems;
  catalog = catalog.with_directory(options.collector_dir, problems);
  for (const Diagnostic& problem : problems) {
    log.error("a collector file was left out", {{"problem", problem.text()}});
  }
  return catalog;
}

int run_command(const TakenArguments& arguments, const Options& options, const CommandHooks& hooks, const Surroundings& surroundings) {
  if (const Status status = check_format(options.command, options.format); !status.ok()) {
    return usage_failure(surroundings.err, status.error());
  }
  const SystemClock clock;
  const std::unique_ptr<Log> log = make_stderr_log({options.log_format, options.log_level}, clock);
  const Catalog catalog = load_catalog(options, *log);
  const LoadedConfig loaded = load_config(options, config_context(catalog, surroundings.environment));
  if (!loaded.problems.empty()) {
    for (const Diagnostic& problem : loaded.problems) {
      surroundings.err << problem.text() << "\n";
    }
    return kExitUsage;
  }
  if (arguments.password_hidden) {
    log->warn("--dsn held a password, which the process list showed until now; use PGPASSFILE, password_file or DATA_SOURCE_PASS_FILE");
  }
  for (const std::string& warning : loaded.config.warnings) {
    log->warn(warning);
  }
  return find_run(options.command,
                  hooks)({options, surroundings.environment, catalog, loaded.config, clock, *log, surroundings.out, surroundings.err});
}

}  // namespace

LoadedConfig reload_config(const Startup& startup) {
  return load_config(startup.options, config_context(startup.catalog, startup.environment));
}

int run_program(const TakenArguments& arguments, const CommandHooks& hooks, const Surroundings& surroundings) {
  try {
    const Result<Options> options = parse_command_line(arguments.arguments);
    if (!options) {
      return usage_failure(surroundings.err, options.error());
    }
    if (options->help) {
      surroundings.out << help_text();
      return kExitOk;
    }
    if (options->version) {
      surroundings.out << version_text();
      return kExitOk;
    }
    return run_command(arguments, *options, hooks, surroundings);
  } catch (const std::exception& fault) {
    surroundings.err << "pgmedic: internal error: " << fault.what() << "\n";
    return kExitFailed;
  }
}

}  // namespace pgmedic
