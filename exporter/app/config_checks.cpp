// Thresholds and the rest that a configuration may change about a check.
#include "app/config_checks.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/quantity.h"
#include "base/text.h"

namespace pgmedic {
namespace {

// Longer than this nothing is waited for before it is told.
constexpr std::chrono::milliseconds kLongestHold = std::chrono::hours(31 * 24);

// A number in the unit of what it is compared with: 0.4, 40%, 7d, 100MB.
Result<double> parse_amount(const std::string& text, const std::string& unit) {
  if (unit == "ratio" && ends_with(text, "%")) {
    const Result<double> percent = read_amount(trim(std::string_view(text).substr(0, text.size() - 1)), "");
    return percent ? Result<double>(*percent / 100) : percent;
  }
  return read_amount(text, unit);
}

std::optional<double> read_amount_of(ConfigReader& reader, const YAML::Node& value, const std::string& what, const std::string& unit) {
  const std::optional<std::string> written = reader.text(value, what);
  if (!written) {
    return std::nullopt;
  }
  const Result<double> amount = parse_amount(*written, unit);
  if (!amount) {
    reader.problem(value, "\"" + what + "\": " + amount.error().text());
    return std::nullopt;
  }
  return *amount;
}

// One check's section while it is read.
struct CheckReading {
  const Check& check;
  CheckOverride change;
};

void read_threshold(ConfigReader& reader, const YAML::Node& value, const char* what, const std::string& unit,
                    std::optional<ThresholdOverride>& into) {
  if (value.IsScalar() && value.Scalar() == "off") {
    into = ThresholdOverride{};
  } else if (const std::optional<double> amount = read_amount_of(reader, value, what, unit)) {
    into = ThresholdOverride{amount};
  }
}

void read_hysteresis(ConfigReader& reader, const YAML::Node& value, CheckReading& into) {
  const std::optional<double> part = read_amount_of(reader, value, "hysteresis", "ratio");
  if (part && (*part < 0 || *part >= 1)) {
    reader.problem(value, "\"hysteresis\" is a part of the threshold: from 0 to less than 1");
  } else if (part) {
    into.change.hysteresis = part;
  }
}

void read_conditions(ConfigReader& reader, const YAML::Node& value, CheckReading& into) {
  std::vector<std::string> known;
  known.reserve(into.check.when.size());
  for (const CheckCondition& condition : into.check.when) {
    known.push_back(condition.column);
  }
  reader.pairs(value, "when", [&](const YAML::Node& key, const YAML::Node& minimum) {
    const std::string& column = key.Scalar();
    if (std::find(known.begin(), known.end(), column) == known.end()) {
      reader.unknown_name(key, "condition of " + into.check.name, column, known);
      return;
    }
    const CheckColumn* described = into.check.find_column(column);
    if (const auto amount = read_amount_of(reader, minimum, column, described == nullptr ? std::string() : described->unit)) {
      into.change.when[column] = *amount;
    }
  });
}

void read_enabled(ConfigReader& reader, const YAML::Node& value, CheckReading& into) {
  bool enabled = true;
  if (value.IsScalar() && YAML::convert<bool>::decode(value, enabled)) {
    into.change.enabled = enabled;
  } else {
    reader.problem(value, "\"enabled\" must be true or false");
  }
}

constexpr std::array<ConfigKey<CheckReading>, 6> kCheckKeys{
    {{"warning", [](ConfigReader& reader, const YAML::Node& value,
                    CheckReading& into) { read_threshold(reader, value, "warning", into.check.unit, into.change.warning); }},
     {"critical", [](ConfigReader& reader, const YAML::Node& value,
                     CheckReading& into) { read_threshold(reader, value, "critical", into.check.unit, into.change.critical); }},
     {"for", [](ConfigReader& reader, const YAML::Node& value,
                CheckReading& into) { into.change.hold = reader.duration(value, "for", std::chrono::milliseconds(0), kLongestHold); }},
     {"hysteresis", read_hysteresis},
     {"when", read_conditions},
     {"enabled", read_enabled}}};

void read_check(ConfigReader& reader, const YAML::Node& key, const YAML::Node& settings, const Check& check, CheckOverrides& into) {
  CheckReading reading{check, {}};
  reader.mapping(settings, check.name, kCheckKeys, reading);
  const CheckOverrides merged = merge(into, {{check.name, reading.change}});
  if (const Result<Check> changed = with_override(check, merged.at(check.name)); !changed) {
    reader.problem(key, changed.error().text());
  } else {
    into = merged;
  }
}

}  // namespace

void read_checks(ConfigReader& reader, const YAML::Node& node, CheckOverrides& into) {
  const std::vector<Check>& known = reader.context().names.checks;
  reader.pairs(node, "checks", [&](const YAML::Node& key, const YAML::Node& settings) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const Check& check) { return check.name == key.Scalar(); });
    if (found != known.end()) {
      read_check(reader, key, settings, *found, into);
      return;
    }
    std::vector<std::string> names;
    names.reserve(known.size());
    for (const Check& check : known) {
      names.push_back(check.name);
    }
    reader.unknown_name(key, "check", key.Scalar(), names);
  });
}

std::vector<ConfigSection> check_sections() {
  return {describe_section("checks", kCheckKeys)};
}

}  // namespace pgmedic
