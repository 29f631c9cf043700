// The checks in force as configuration: thresholds as people would have written them.
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <utility>

#include "app/config_checks.h"
#include "app/config_fields.h"
#include "base/text.h"

namespace pgmedic {
namespace {

// Durations that a double of seconds and a count of milliseconds hold alike.
constexpr double kLongestSeconds = 1e9;

// One check's settings as keys and values, in the order of the documentation.
using Settings = std::vector<std::pair<std::string, std::string>>;

std::string written_threshold(const std::optional<double>& threshold, const std::string& unit) {
  return threshold ? written_amount(*threshold, unit) : "off";
}

// A check as it stands in the configuration.
struct ConfiguredCheck {
  Check check;
  bool enabled = true;
};

ConfiguredCheck configured(const Check& check, const CheckOverrides& changes) {
  const auto change = changes.find(check.name);
  if (change == changes.end()) {
    return {check, true};
  }
  const Result<Check> changed = with_override(check, change->second);
  return {changed ? *changed : check, change->second.enabled.value_or(true)};
}

Settings settings_of(const Check& check) {
  return {{"warning", written_threshold(check.warning, check.unit)},
          {"critical", written_threshold(check.critical, check.unit)},
          {"for", format_duration(check.hold)},
          {"hysteresis", number_text(check.hysteresis)}};
}

Settings conditions_of(const Check& check) {
  Settings conditions;
  for (const CheckCondition& condition : check.when) {
    const CheckColumn* column = check.find_column(condition.column);
    conditions.emplace_back(condition.column, written_amount(condition.minimum, column == nullptr ? std::string() : column->unit));
  }
  return conditions;
}

bool same_settings(const ConfiguredCheck& a, const ConfiguredCheck& b) {
  return a.enabled == b.enabled && settings_of(a.check) == settings_of(b.check) && conditions_of(a.check) == conditions_of(b.check);
}

void print_settings(YAML::Emitter& out, const Settings& settings) {
  for (const auto& [name, value] : settings) {
    out << YAML::Key << name << YAML::Value << value;
  }
}

void print_check(YAML::Emitter& out, const ConfiguredCheck& one) {
  out << YAML::Key << one.check.name << YAML::Value << YAML::Flow << YAML::BeginMap;
  print_settings(out, settings_of(one.check));
  if (const Settings conditions = conditions_of(one.check); !conditions.empty()) {
    out << YAML::Key << "when" << YAML::Value << YAML::Flow << YAML::BeginMap;
    print_settings(out, conditions);
    out << YAML::EndMap;
  }
  out << YAML::Key << "enabled" << YAML::Value << one.enabled << YAML::EndMap;
}

}  // namespace

std::string written_amount(double value, const std::string& unit) {
  const double milliseconds = value * 1000;
  if (unit == "seconds" && value >= 0 && value <= kLongestSeconds && milliseconds == std::floor(milliseconds)) {
    return format_duration(std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(milliseconds)));
  }
  if (unit == "bytes" && value > 0 && value == std::floor(value)) {
    return size_text(value);
  }
  return number_text(value);
}

void print_checks(YAML::Emitter& out, const std::vector<Check>& known, const CheckOverrides& changes, const CheckOverrides* common) {
  std::vector<ConfiguredCheck> shown;
  for (const Check& check : known) {
    ConfiguredCheck one = configured(check, changes);
    if (common == nullptr || !same_settings(configured(check, *common), one)) {
      shown.push_back(std::move(one));
    }
  }
  if (shown.empty() && common != nullptr) {
    return;
  }
  out << YAML::Key << "checks" << YAML::Value;
  if (shown.empty()) {
    out << YAML::Flow;
  }
  out << YAML::BeginMap;
  for (const ConfiguredCheck& one : shown) {
    print_check(out, one);
  }
  out << YAML::EndMap;
}

}  // namespace pgmedic
