// The text of a configuration file as its one YAML document. Internal to the configuration's .cpp files.
// Thread rule: a free function. Errors: YAML::Exception where the text is no YAML.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>

namespace pgmedic {

struct ConfigDocument {
  YAML::Node root;                  // null where the text holds nothing
  std::optional<YAML::Mark> extra;  // where something begins that does not belong to it
};

ConfigDocument read_document(const std::string& text);

}  // namespace pgmedic
