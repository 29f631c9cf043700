#include "app/check_command.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "app/check_table.h"
#include "base/text.h"
#include "web/findings_json.h"

namespace pgmedic {
namespace {

// Wider lines are hard to read, narrower ones cannot hold a name.
constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 100;

// The collectors whose rows these checks judge; nothing when a check looks at the collectors themselves, or at the databases.
std::optional<std::set<std::string>> collectors_of(const std::vector<Check>& known, const std::set<std::string>& only) {
  std::set<std::string> collectors;
  for (const Check& check : known) {
    if (!only.contains(check.name)) {
      continue;
    }
    if (check.collector.empty()) {
      return std::nullopt;
    }
    collectors.insert(check.collector);
  }
  return collectors;
}

// Those of the wanted ones that may run there; an empty list would mean all.
void narrow_collectors(CollectSettings& collect, const std::set<std::string>& wanted) {
  std::set<std::string> left;
  for (const std::string& name : wanted) {
    if (!collect.disabled.contains(name) && (collect.enabled.empty() || collect.enabled.contains(name))) {
      left.insert(name);
    }
  }
  if (!left.empty()) {
    collect.enabled = std::move(left);
  }
}

TableStyle table_style(const Startup& startup) {
  TableStyle style;
  style.in_full = !startup.options.only.empty();
  if (&startup.out != &std::cout || isatty(STDOUT_FILENO) != 1) {
    return style;
  }
  style.colour = startup.environment("NO_COLOR").value_or("").empty() && startup.environment("TERM").value_or("") != "dumb";
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {  // NOLINT(cppcoreguidelines-pro-type-vararg)
    style.width = std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidest);
  }
  return style;
}

}  // namespace

Result<std::set<std::string>> parse_only(const std::string& text, const std::vector<Check>& known) {
  std::vector<std::string> names;
  names.reserve(known.size());
  for (const Check& check : known) {
    names.push_back(check.name);
  }
  std::set<std::string> only;
  for (const std::string& part : text.empty() ? std::vector<std::string>() : split(text, ',')) {
    const std::string name(trim(part));
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      return Error{ErrorCode::kInvalid, "--only: unknown check \"" + name + "\"" + did_you_mean(name, names), "pgmedic config lists them"};
    }
    only.insert(name);
  }
  return only;
}

Result<Config> narrow_config(Config config, const std::string& target, const std::set<std::string>& only) {
  std::vector<std::string> names;
  names.reserve(config.targets.size());
  for (const TargetSettings& one : config.targets) {
    names.push_back(one.name);
  }
  if (!target.empty()) {
    std::erase_if(config.targets, [&](const TargetSettings& one) { return one.name != target; });
    if (config.targets.empty()) {
      return Error{ErrorCode::kInvalid, "--target: unknown target \"" + target + "\"" + did_you_mean(target, names),
                   "pgmedic config lists them"};
    }
  }
  if (only.empty()) {
    return config;
  }
  const std::optional<std::set<std::string>> collectors = collectors_of(config.known_checks, only);
  for (TargetSettings& one : config.targets) {
    for (const Check& check : config.known_checks) {
      config.target_checks[one.name][check.name].enabled = only.contains(check.name);
    }
    if (collectors) {
      narrow_collectors(one.collect, *collectors);
    }
  }
  return config;
}

int exit_code(HealthVerdict verdict) {
  switch (verdict) {
    case HealthVerdict::kFine: return 0;
    case HealthVerdict::kWarning: return 1;
    case HealthVerdict::kCritical: return 2;
    case HealthVerdict::kUnknown: break;
  }
  return kExitUnknown;
}

int tell_check(const Startup& startup, const std::vector<HealthView>& targets) {
  const HealthVerdict verdict = judge(targets, true);
  startup.out << (startup.options.format == "json" ? findings_json(targets, {}, verdict) : check_table(targets, table_style(startup)));
  startup.out.flush();
  return startup.out ? exit_code(verdict) : kExitUnknown;
}

}  // namespace pgmedic
