// Strict reading of one YAML map: unknown keys are reported with the nearest known one, values of a wrong type with
// what was expected. A reader gives nullopt where the key is absent or its value was reported.
// Thread rule: one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/yaml.h"

namespace pgmedic {

struct LocatedText {
  std::string text;
  Position at;
};

// `"clutser" is no scope; did you mean "cluster"?`, or with the whole list where none is near.
std::string unknown_word(std::string_view word, std::string_view what, const std::vector<std::string>& known);

class MapReader {
 public:
  // `what` names the map in messages. The node and the reporter must outlive the reader.
  MapReader(const YamlNode& node, std::string_view what, const std::vector<std::string>& known, Reporter& reporter);

  bool has(std::string_view key) const { return find(key) != nullptr; }
  const YamlEntry* find(std::string_view key) const;
  Position position(std::string_view key) const;  // of the key; of the map where it is absent
  Position value_position(std::string_view key) const;
  // Reports the key, when it is there, as one that has no place here.
  bool refuse(std::string_view key, const std::string& reason) const;
  // Reports the key when it is missing.
  bool require(std::string_view key) const;

  std::optional<std::string> text(std::string_view key) const;  // not empty, one line
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
  std::optional<double> number(std::string_view key) const;  // finite
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::chrono::milliseconds> duration(std::string_view key) const;
  std::optional<std::size_t> choice(std::string_view key, const std::vector<std::string>& names) const;  // the index
  std::optional<std::vector<LocatedText>> list(std::string_view key) const;
  std::optional<std::vector<LocatedText>> text_or_list(std::string_view key) const;  // a list is not empty

 private:
  std::optional<LocatedText> scalar(const YamlNode& node, std::string_view key, const char* expected) const;

  const YamlNode& node_;
  std::string what_;
  Reporter& reporter_;
};

}  // namespace pgmedic
