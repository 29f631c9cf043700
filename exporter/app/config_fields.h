// Sections that are read and printed by one table: each field knows its key, how it is read, strictly, and how it is written so
// that it reads back as the same. Internal to the configuration's .cpp files.
// Thread rule: free functions.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/config_reader.h"
#include "base/quantity.h"
#include "base/text.h"

namespace pgmedic {

template <class T>
struct ConfigField {
  std::string name;
  std::function<void(ConfigReader& reader, const YAML::Node& value, T& into)> read;
  std::function<void(YAML::Emitter& out, const T& from)> print;  // the value alone
  std::function<bool(const T& from)> absent = {};                // then the key is not printed
};

template <class T>
using ConfigFields = std::vector<ConfigField<T>>;

template <class T>
std::vector<std::string> field_names(const ConfigFields<T>& fields) {
  std::vector<std::string> names;
  for (const ConfigField<T>& field : fields) {
    names.push_back(field.name);
  }
  return names;
}

template <class T>
void read_fields(ConfigReader& reader, const YAML::Node& node, std::string_view what, const ConfigFields<T>& fields, T& into) {
  reader.pairs(node, what, [&](const YAML::Node& key, const YAML::Node& value) {
    for (const ConfigField<T>& field : fields) {
      if (field.name == key.Scalar()) {
        field.read(reader, value, into);
        return;
      }
    }
    reader.unknown_key(key, value, field_names(fields));
  });
}

template <class T>
void print_fields(YAML::Emitter& out, const ConfigFields<T>& fields, const T& from) {
  out << YAML::BeginMap;
  for (const ConfigField<T>& field : fields) {
    if (!field.absent || !field.absent(from)) {
      out << YAML::Key << field.name << YAML::Value;
      field.print(out, from);
    }
  }
  out << YAML::EndMap;
}

// "200GB", "1536kB", "7B": exact, so that it reads back as the same.
std::string size_text(double bytes);
// A number of at least `least` and at most `most`, in that unit ("bytes" takes sizes); else reported.
std::optional<double> read_number(ConfigReader& reader, const YAML::Node& node, const std::string& what, const char* unit, double least,
                                  double most);
void print_texts(YAML::Emitter& out, const std::vector<std::string>& texts);

template <class T>
ConfigField<T> size_field(const char* name, double T::*member) {
  return {name,
          [=](ConfigReader& reader, const YAML::Node& value, T& into) {
            into.*member = read_number(reader, value, name, "bytes", 0, 1e18).value_or(into.*member);
          },
          [=](YAML::Emitter& out, const T& from) { out << size_text(from.*member); }};
}

template <class T>
ConfigField<T> number_field(const char* name, double T::*member, double least, double most) {
  return {name,
          [=](ConfigReader& reader, const YAML::Node& value, T& into) {
            into.*member = read_number(reader, value, name, "", least, most).value_or(into.*member);
          },
          [=](YAML::Emitter& out, const T& from) { out << number_text(from.*member); }};
}

template <class T>
ConfigField<T> duration_field(const char* name, std::chrono::milliseconds T::*member, std::chrono::milliseconds shortest,
                              std::chrono::milliseconds longest) {
  return {name,
          [=](ConfigReader& reader, const YAML::Node& value, T& into) {
            into.*member = reader.duration(value, name, shortest, longest).value_or(into.*member);
          },
          [=](YAML::Emitter& out, const T& from) { out << format_duration(from.*member); }};
}

template <class T>
ConfigField<T> count_field(const char* name, std::size_t T::*member, std::size_t most) {
  return {name,
          [=](ConfigReader& reader, const YAML::Node& value, T& into) {
            into.*member = reader.count(value, name, 0, most).value_or(into.*member);
          },
          [=](YAML::Emitter& out, const T& from) { out << from.*member; }};
}

// A section of its own, whose values lie in the same object or in a member of it.
template <class T, class Part>
ConfigField<T> section_field(const char* name, Part T::*member, const ConfigFields<Part>& fields) {
  return {name, [=](ConfigReader& reader, const YAML::Node& value, T& into) { read_fields(reader, value, name, fields, into.*member); },
          [=](YAML::Emitter& out, const T& from) { print_fields(out, fields, from.*member); }};
}
template <class T>
ConfigField<T> part_field(const char* name, const ConfigFields<T>& fields) {
  return {name, [=](ConfigReader& reader, const YAML::Node& value, T& into) { read_fields(reader, value, name, fields, into); },
          [=](YAML::Emitter& out, const T& from) { print_fields(out, fields, from); }};
}

}  // namespace pgmedic
