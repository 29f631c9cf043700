// What is collected and how often.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "app/config_sections.h"
#include "base/quantity.h"

namespace pgmedic {
namespace {

bool check_name(ConfigReader& reader, const YAML::Node& at, const char* kind, const std::string& name,
                const std::vector<std::string>& known) {
  const bool found = std::find(known.begin(), known.end(), name) != known.end();
  if (!found) {
    reader.unknown_name(at, kind, name, known);
  }
  return found;
}

void read_interval(ConfigReader& reader, const YAML::Node& value, const char* what, std::chrono::milliseconds& into) {
  into = reader.duration(value, what, limits::kShortestInterval, limits::kLongestInterval).value_or(into);
}

constexpr std::array<ConfigKey<CollectSettings>, 3> kIntervalKeys{
    {{"cluster", [](ConfigReader& reader, const YAML::Node& value,
                    CollectSettings& into) { read_interval(reader, value, "cluster", into.cluster_interval); }},
     {"database", [](ConfigReader& reader, const YAML::Node& value,
                     CollectSettings& into) { read_interval(reader, value, "database", into.database_interval); }},
     {"slow", [](ConfigReader& reader, const YAML::Node& value, CollectSettings& into) {
        read_interval(reader, value, "slow", into.slow_interval);
      }}}};

constexpr std::array<ConfigKey<CollectSettings>, 2> kLimitKeys{
    {{"series_per_target",
      [](ConfigReader& reader, const YAML::Node& value, CollectSettings& into) {
        into.series_per_target = reader.count(value, "series_per_target", 1, limits::kMostSeries).value_or(into.series_per_target);
      }},
     {"label_bytes", [](ConfigReader& reader, const YAML::Node& value, CollectSettings& into) {
        into.label_bytes =
            reader.count(value, "label_bytes", limits::kFewestLabelBytes, limits::kMostLabelBytes).value_or(into.label_bytes);
      }}}};

constexpr std::array<ConfigKey<CollectorOverride>, 2> kOverrideKeys{
    {{"interval",
      [](ConfigReader& reader, const YAML::Node& value, CollectorOverride& into) {
        into.interval = reader.duration(value, "interval", limits::kShortestInterval, limits::kLongestInterval);
      }},
     {"timeout", [](ConfigReader& reader, const YAML::Node& value, CollectorOverride& into) {
        into.timeout = reader.duration(value, "timeout", limits::kShortestTimeout, limits::kLongestTimeout);
      }}}};

// The collectors: section by itself, before it is merged into what stood there.
struct CollectorChoice {
  std::optional<std::set<std::string>> enable;
  std::optional<std::set<std::string>> disable;
  std::map<std::string, CollectorOverride> overrides;
};

std::set<std::string> read_names(ConfigReader& reader, const YAML::Node& value, const char* what) {
  std::set<std::string> names;
  for (const YAML::Node& item : reader.list(value, what).value_or(std::vector<YAML::Node>())) {
    const std::optional<std::string> name = reader.text(item, what);
    if (name && check_name(reader, item, "collector", *name, reader.context().names.collectors)) {
      names.insert(*name);
    }
  }
  return names;
}

constexpr std::array<ConfigKey<CollectorChoice>, 3> kCollectorKeys{
    {{"enable",
      [](ConfigReader& reader, const YAML::Node& value, CollectorChoice& into) { into.enable = read_names(reader, value, "enable"); }},
     {"disable",
      [](ConfigReader& reader, const YAML::Node& value, CollectorChoice& into) { into.disable = read_names(reader, value, "disable"); }},
     {"override", [](ConfigReader& reader, const YAML::Node& value, CollectorChoice& into) {
        reader.pairs(value, "override", [&](const YAML::Node& key, const YAML::Node& settings) {
          if (check_name(reader, key, "collector", key.Scalar(), reader.context().names.collectors)) {
            reader.mapping(settings, key.Scalar(), kOverrideKeys, into.overrides[key.Scalar()]);
          }
        });
      }}}};

}  // namespace

void read_intervals(ConfigReader& reader, const YAML::Node& node, CollectSettings& into) {
  reader.mapping(node, "intervals", kIntervalKeys, into);
}

void read_limits(ConfigReader& reader, const YAML::Node& node, CollectSettings& into) {
  reader.mapping(node, "limits", kLimitKeys, into);
}

void read_collectors(ConfigReader& reader, const YAML::Node& node, CollectSettings& into) {
  CollectorChoice choice;
  reader.mapping(node, "collectors", kCollectorKeys, choice);
  if (choice.enable) {
    into.enabled = *choice.enable;
    for (const std::string& name : *choice.enable) {
      into.disabled.erase(name);  // a target may want what the others do not
    }
  }
  if (choice.disable) {
    into.disabled = *choice.disable;
  }
  const bool selective = !choice.enable && !into.enabled.empty();  // without any name it would be all of them
  for (const std::string& name : into.disabled) {
    if (choice.enable && into.enabled.contains(name)) {
      reader.problem(node, "collector \"" + name + "\" is both enabled and disabled");
    }
    into.enabled.erase(name);
  }
  if (selective && into.enabled.empty()) {
    reader.problem(node, "\"disable\" takes out all that the top's \"enable\" names: give this target an \"enable\" of its own");
  }
  for (const auto& [name, changed] : choice.overrides) {
    CollectorOverride& merged = into.overrides[name];
    merged.interval = changed.interval ? changed.interval : merged.interval;
    merged.timeout = changed.timeout ? changed.timeout : merged.timeout;
  }
}

void read_parameters(ConfigReader& reader, const YAML::Node& node, std::map<std::string, std::string>& into) {
  reader.pairs(node, "parameters", [&](const YAML::Node& key, const YAML::Node& value) {
    if (!check_name(reader, key, "parameter", key.Scalar(), reader.context().names.parameters)) {
      return;
    }
    const std::optional<std::string> written = reader.text(value, key.Scalar());
    if (!written) {
      return;
    }
    Result<std::string> number = parse_quantity(*written);
    if (number) {
      into[key.Scalar()] = std::move(number).value();
    } else {
      reader.problem(value, "\"" + key.Scalar() + "\": " + number.error().text());
    }
  });
}

std::vector<ConfigSection> collect_sections() {
  return {describe_section("intervals", kIntervalKeys), describe_section("collectors", kCollectorKeys),
          describe_section("collectors.override", kOverrideKeys), describe_section("limits", kLimitKeys)};
}

}  // namespace pgmedic
