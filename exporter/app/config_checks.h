// The `checks:` sections: what the configuration changes about the checks, at the top and for a target of its own.
// Internal to the configuration's .cpp files.
// Thread rule: free functions.
#pragma once

#include <string>
#include <vector>

#include "app/config_sections.h"
#include "health/check_settings.h"

namespace pgmedic {

// Changes what the section names; the rest stays as it is in `into`.
void read_checks(ConfigReader& reader, const YAML::Node& node, CheckOverrides& into);
std::vector<ConfigSection> check_sections();

// A number as the configuration writes it, so that it reads back as the same: "7d", "100MB", "0.4".
std::string written_amount(double value, const std::string& unit);

// The checks as a section of a printed configuration, with their defaults: all of them, or those that stand differently in `common`.
void print_checks(YAML::Emitter& out, const std::vector<Check>& known, const CheckOverrides& changes, const CheckOverrides* common);

}  // namespace pgmedic
