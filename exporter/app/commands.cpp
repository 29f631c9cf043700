#include "app/commands.h"

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <utility>

#include "app/check_command.h"
#include "app/collectors_command.h"
#include "app/command_names.h"
#include "app/remedies_command.h"
#include "app/stream_log.h"
#include "app/version.h"
#include "app/web_wiring.h"
#include "postgres/connect.h"
#include "web/web_plan.h"

namespace pgmedic {
namespace {

int run_collectors(const Startup& startup) {
  const bool markdown = startup.options.format == "markdown";
  if (markdown && !startup.options.words.empty()) {
    startup.err << "pgmedic: --format=markdown is the whole reference: it takes no names\n";
    return kExitUsage;
  }
  const Result<std::string> text =
      markdown ? Result<std::string>(collectors_markdown(startup.catalog)) : collectors_text(startup.catalog, startup.options.words);
  if (!text) {
    startup.err << "pgmedic: " << text.error().text() << "\n";
    return kExitUsage;
  }
  startup.out << *text;
  return kExitOk;
}

// All that the daemon would refuse at its start, but for ports that are taken.
int run_config(const Startup& startup) {
  if (const Result<WebPlan> web = plan_web(web_settings(startup)); !web) {
    startup.err << "pgmedic: " << web.error().text() << "\n";
    return kExitUsage;
  }
  startup.out << print_config(startup.config);
  return kExitOk;
}

// Whoever reads the exit code of `check` must not take a slip of the keyboard for a server in danger.
int failure_code(bool check, int code) {
  return check ? kExitUnknown : code;
}

int usage_failure(std::ostream& err, const Error& error, bool check) {
  err << "pgmedic: " << error.text() << "\n";
  return failure_code(check, kExitUsage);
}

// With a configuration that holds what it asks for.
int run_check(const Startup& startup, const CommandHooks& hooks) {
  const Result<std::set<std::string>> only = parse_only(startup.options.only, startup.config.known_checks);
  if (!only) {
    return usage_failure(startup.err, only.error(), true);
  }
  const Result<Config> config = narrow_config(startup.config, startup.options.target, *only);
  if (!config) {
    return usage_failure(startup.err, config.error(), true);
  }
  return hooks.check(
      {startup.options, startup.environment, startup.catalog, *config, startup.clock, startup.log, startup.out, startup.err});
}

using Run = std::function<int(const Startup&)>;

Run find_run(const std::string& command, const CommandHooks& hooks) {
  const std::map<std::string, Run> runs{
      {"serve", hooks.serve}, {"metrics", hooks.metrics}, {"check", [&hooks](const Startup& startup) { return run_check(startup, hooks); }},
      {"plan", hooks.plan},   {"actions", hooks.actions}, {"collectors", run_collectors},
      {"config", run_config}};
  return runs.at(command);
}

ConfigContext config_context(const Catalog& catalog, const Environment& environment) {
  return {known_names(catalog), environment, check_dsn};
}

// The built-in collectors and those of --collector_dir.
Catalog load_catalog(const Options& options, std::vector<Diagnostic>& problems) {
  const Catalog catalog = Catalog::embedded();
  return options.collector_dir.empty() ? catalog : catalog.with_directory(options.collector_dir, problems);
}

// Mistakes there stop nothing: the other collectors are worth having.
void tell_left_out(const std::string& directory, const std::vector<Diagnostic>& problems, Log& log) {
  for (const Diagnostic& problem : problems) {
    const bool whole = problem.file == directory;
    log.error(whole ? "the directory of collectors was left out" : "a collector file was left out", {{"problem", problem.text()}});
  }
}

int run_command(const TakenArguments& arguments, const Options& options, const CommandHooks& hooks, const Surroundings& surroundings) {
  const bool check = options.command == "check";
  if (const Status status = check_options(options); !status.ok()) {
    return usage_failure(surroundings.err, status.error(), check);
  }
  if (const Status status = check_remedy_words(options); !status.ok()) {
    return usage_failure(surroundings.err, status.error(), check);
  }
  const SystemClock clock;
  const std::unique_ptr<Log> log = make_stderr_log({options.log_format, options.log_level}, clock);
  std::vector<Diagnostic> problems;
  const Catalog catalog = load_catalog(options, problems);
  if (options.command != "config") {  // which checks, and does not only go on
    tell_left_out(options.collector_dir, std::exchange(problems, {}), *log);
  }
  const LoadedConfig loaded = load_config(options, config_context(catalog, surroundings.environment));
  problems.insert(problems.end(), loaded.problems.begin(), loaded.problems.end());
  if (!problems.empty()) {
    for (const Diagnostic& problem : problems) {
      surroundings.err << problem.text() << "\n";
    }
    return failure_code(check, kExitUsage);
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
  const auto& words = arguments.arguments;
  const bool check = std::find(words.begin(), words.end(), "check") != words.end();
  try {
    const Result<Options> options = parse_command_line(arguments.arguments);
    if (!options) {
      return usage_failure(surroundings.err, options.error(), check);
    }
    if (options->help) {
      surroundings.out << help_text();
      return kExitOk;
    }
    if (options->version) {
      surroundings.out << version_text();
      return kExitOk;
    }
    if (options->command == "serve" && hooks.before_serve) {
      hooks.before_serve();
    }
    return run_command(arguments, *options, hooks, surroundings);
  } catch (const std::exception& fault) {
    surroundings.err << "pgmedic: internal error: " << fault.what() << "\n";
    return failure_code(check, kExitFailed);
  }
}

}  // namespace pgmedic
