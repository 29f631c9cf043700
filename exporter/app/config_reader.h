// Reading YAML strictly: every value has a place, a type and, when it is wrong, a line and a column. Internal to the
// configuration's .cpp files.
// Thread rule: one thread.
#pragma once

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config.h"

namespace pgmedic {

class ConfigReader;

// Whether it is fit to be shown: letters, digits, _, - and ., at most 60 of them. In { } a text with a comma that lacks its quotes ends
// as several keys, and may have held a password.
bool looks_like_name(std::string_view text);

// One key of a mapping: how its value becomes a part of T.
template <class T>
struct ConfigKey {
  const char* name;
  void (*read)(ConfigReader& reader, const YAML::Node& value, T& into);
};

class ConfigReader {
 public:
  ConfigReader(const std::string& file, const ConfigContext& context, std::vector<Diagnostic>& problems)
      : file_(file), context_(context), problems_(problems) {}

  const ConfigContext& context() const { return context_; }
  void problem(const YAML::Node& at, const std::string& message);
  void problem(const YAML::Mark& at, const std::string& message);
  // `unknown collector "x" (did you mean "y"?)`; what does not look like a name is not repeated.
  void unknown_name(const YAML::Node& at, const std::string& kind, const std::string& name, const std::vector<std::string>& known);

  // The same for one of a few words, which are listed.
  void unknown_choice(const YAML::Node& at, const std::string& kind, const std::string& word, const std::vector<std::string>& choices);
  void unknown_key(const YAML::Node& key, const YAML::Node& value, const std::vector<std::string>& known);

  // Values. What is wrong is reported, and nullopt comes back; `what` names the key in the message.
  std::optional<std::string> text(const YAML::Node& node, std::string_view what);  // not empty
  std::optional<std::vector<YAML::Node>> list(const YAML::Node& node, std::string_view what);
  std::vector<std::string> text_list(const YAML::Node& node, std::string_view what);
  std::optional<std::chrono::milliseconds> duration(const YAML::Node& node, std::string_view what, std::chrono::milliseconds shortest,
                                                    std::chrono::milliseconds longest);
  std::optional<std::size_t> count(const YAML::Node& node, std::string_view what, std::size_t least, std::size_t most);

  // A mapping whose keys are names of the user's: calls read(key, value) for each, duplicates excepted. A key without a value says
  // nothing: what stood below it may be commented out.
  using ReadPair = std::function<void(const YAML::Node& key, const YAML::Node& value)>;
  void pairs(const YAML::Node& node, std::string_view what, const ReadPair& read);

  // A mapping with these keys only; they are read in the table's order. `later` are keys of versions to come.
  template <class T, class Keys>
  void mapping(const YAML::Node& node, std::string_view what, const Keys& keys, T& into, const std::vector<std::string>& later = {}) {
    std::vector<std::string> names;
    names.reserve(keys.size());
    for (const ConfigKey<T>& key : keys) {
      names.emplace_back(key.name);
    }
    const std::vector<YAML::Node> values = known_values(node, what, names, later);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].IsDefined()) {
        keys[i].read(*this, values[i], into);
      }
    }
  }

 private:
  // For each name its value; undefined where the mapping lacks it. Reports everything else that stands there.
  std::vector<YAML::Node> known_values(const YAML::Node& node, std::string_view what, const std::vector<std::string>& names,
                                       const std::vector<std::string>& later);

  // Where the key stands whose value is missing: the library has the place of whatever comes next. Nothing for other values.
  std::optional<YAML::Mark> key_without_value(const YAML::Node& value) const;

  const std::string& file_;
  const ConfigContext& context_;
  std::vector<Diagnostic>& problems_;
  std::vector<std::pair<YAML::Node, YAML::Mark>> without_value_;
};

}  // namespace pgmedic
