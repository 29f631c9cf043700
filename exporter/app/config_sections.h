// The sections of the configuration file, one function each. Internal to the configuration's .cpp files.
// Thread rule: free functions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/config_reader.h"

namespace pgmedic {

// These stand at the top for all targets, and in a target for itself; what they do not name stays as it is in `into`.
void read_intervals(ConfigReader& reader, const YAML::Node& node, CollectSettings& into);
void read_collectors(ConfigReader& reader, const YAML::Node& node, CollectSettings& into);
void read_limits(ConfigReader& reader, const YAML::Node& node, CollectSettings& into);
void read_parameters(ConfigReader& reader, const YAML::Node& node, std::map<std::string, std::string>& into);
std::vector<ConfigSection> collect_sections();

// Every target starts from config.collect and config.parameters, which have been read before.
void read_targets(ConfigReader& reader, const YAML::Node& node, Config& into);
std::vector<ConfigSection> target_sections();

template <class Keys>
ConfigSection describe_section(std::string name, const Keys& keys) {
  ConfigSection section{std::move(name), {}};
  for (const auto& key : keys) {
    section.keys.emplace_back(key.name);
  }
  return section;
}

}  // namespace pgmedic
