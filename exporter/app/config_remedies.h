// The section remedies: of the configuration, at the top and in a target. Internal to the configuration's .cpp files.
// Thread rule: free functions.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "app/config_reader.h"
#include "remedy/policy.h"

namespace pgmedic {

// What the section does not name stays as it is in `into`.
void read_remedies(ConfigReader& reader, const YAML::Node& node, TargetPolicy& into);
// The value of the key "remedies", with all defaults.
void print_remedies(YAML::Emitter& out, const TargetPolicy& policy);
std::vector<ConfigSection> remedy_sections();

// What the keys cannot say one by one.
std::vector<std::string> remedy_faults(const TargetPolicy& policy);
// What is legal, but probably not meant.
std::vector<std::string> remedy_warnings(const std::string& target, const TargetPolicy& policy);

}  // namespace pgmedic
