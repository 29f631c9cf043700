// The `checks` map of a header.
#include <algorithm>
#include <array>

#include "base/quantity.h"
#include "base/text.h"
#include "catalog/check_columns.h"
#include "catalog/header.h"
#include "catalog/names.h"

namespace pgmedic {
namespace {

constexpr std::array kDirections{Direction::kAbove, Direction::kAtLeast, Direction::kBelow};

// A value on the edge must not flap; a twentieth is less than anybody's thresholds are precise.
constexpr double kHysteresis = 0.05;

std::vector<std::string> check_keys() {
  return {"value",      "divided_by", "increase", "above",    "at_least", "below",   "for",    "unit",
          "hysteresis", "when",       "where",    "evidence", "remedy",   "summary", "advice", "runbook"};
}

bool is_check_name(const std::string& name) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.front() >= 'A' && name.front() <= 'Z' && std::all_of(name.begin(), name.end(), allowed);
}

bool is_web_address(const std::string& text) {
  return (starts_with(text, "https://") || starts_with(text, "http://")) && text.find_first_of(" \t") == std::string::npos;
}

class CheckReader {
 public:
  CheckReader(const YamlEntry& entry, ParsedCollector& parsed, Reporter& reporter)
      : entry_(entry),
        reader_(entry.value, "a check", check_keys(), reporter),
        columns_(parsed, check_, reporter),
        collector_(parsed.collector),
        reporter_(reporter) {}

  std::optional<Check> read() {
    check_.name = entry_.key;
    check_.collector = collector_.name;
    if (!is_check_name(entry_.key)) {
      reporter_.report(entry_.at, "\"" + entry_.key + "\" is no name of a check; write it as PostgresIndexBloat");
    }
    if (entry_.value.kind != YamlNode::Kind::kMap) {
      return std::nullopt;
    }
    for (const char* required : {"value", "summary", "advice"}) {
      reader_.require(required);
    }
    read_value();
    read_thresholds();
    read_times();
    read_conditions();
    read_filters();
    for (const LocatedText& column : reader_.list("evidence").value_or(std::vector<LocatedText>())) {
      if (columns_.use(column, "evidence")) {
        check_.evidence.push_back(column.text);
      }
    }
    read_words();
    read_runbook();
    return check_;
  }

 private:
  std::optional<LocatedText> located(const char* key) const {
    const std::optional<std::string> text = reader_.text(key);
    return text ? std::optional(LocatedText{*text, reader_.value_position(key)}) : std::nullopt;
  }

  void read_value() {
    const std::optional<LocatedText> value = located("value");
    const CheckColumn* column = value ? columns_.use_value(*value) : nullptr;
    if (column == nullptr) {
      return;
    }
    check_.value = column->name;
    check_.metric = column->metric;
    check_.unit = column->unit;
    check_.labels = columns_.family_of(column->name)->labels;
    for (const char* own : {"check", "severity"}) {
      if (std::find(check_.labels.begin(), check_.labels.end(), own) != check_.labels.end()) {
        reporter_.report(value->at, "\"" + value->text + "\" has the label " + own + ", which findings have themselves; name it otherwise");
      }
    }
    if (const std::optional<LocatedText> divisor = located("divided_by")) {
      const std::string unit = column->unit;
      if (const CheckColumn* by = columns_.use_value(*divisor)) {
        check_.divided_by = by->name;
        check_.unit = by->unit == unit ? "ratio" : "";
      }
    }
    if (reader_.choice("unit", {"seconds", "bytes", "ratio"})) {
      check_.unit = reader_.text("unit").value_or("");
      columns_.set_value_unit(check_.divided_by.empty() ? check_.unit : std::string());
    }
  }

  std::optional<double> read_limit(const MapReader& limits, const char* severity) const {
    const std::optional<std::string> text = limits.text(severity);
    if (!text) {
      return std::nullopt;
    }
    const Result<double> limit = read_amount(*text, check_.unit);
    if (!limit) {
      reporter_.report(limits.value_position(severity), limit.error().text());
      return std::nullopt;
    }
    return *limit;
  }

  void read_thresholds() {
    const YamlEntry* chosen = nullptr;
    for (const Direction direction : kDirections) {
      const YamlEntry* found = reader_.find(direction_name(direction));
      if (found == nullptr) {
        continue;
      }
      if (chosen != nullptr) {
        reporter_.report(found->at, "\"" + found->key + "\" stands beside \"" + chosen->key + "\"; a check has one of them");
        return;
      }
      chosen = found;
      check_.direction = direction;
    }
    if (chosen == nullptr) {
      reporter_.report(entry_.value.at, "a check needs a threshold: above, at_least or below");
      return;
    }
    const MapReader limits(chosen->value, chosen->key, {"warning", "critical"}, reporter_);
    check_.warning = read_limit(limits, "warning");
    check_.critical = read_limit(limits, "critical");
    if (chosen->value.kind == YamlNode::Kind::kMap && !limits.has("warning") && !limits.has("critical")) {
      reporter_.report(chosen->value.at, "\"" + chosen->key + "\" needs warning, critical or both");
    }
    if (!thresholds_fit(check_)) {
      reporter_.report(limits.value_position("critical"), "critical must be further out than warning");
    }
  }

  // Unlike other durations these may be nothing at all.
  std::chrono::milliseconds read_duration(const char* key) const {
    const std::optional<std::string> text = reader_.text(key);
    if (!text) {
      return {};
    }
    const Result<std::chrono::milliseconds> duration = parse_duration(*text);
    if (!duration) {
      reporter_.report(reader_.value_position(key), duration.error().text());
      return {};
    }
    return *duration;
  }

  void read_times() {
    check_.hold = read_duration("for");
    check_.increase = read_duration("increase");
    if (check_.increase.count() > 0) {
      reader_.refuse("divided_by", "has no meaning beside increase");
      const MetricFamily* family = check_.value.empty() ? nullptr : columns_.family_of(check_.value);
      if (family != nullptr && family->type != MetricType::kCounter) {
        reporter_.report(reader_.position("increase"), "increase is for counters; " + family->name + " is a gauge");
      }
    }
    check_.hysteresis = reader_.number("hysteresis").value_or(kHysteresis);
    if (check_.hysteresis < 0 || check_.hysteresis >= 1) {
      reporter_.report(reader_.value_position("hysteresis"), "\"hysteresis\" must be from 0 to below 1: a part of the threshold");
    }
  }

  void read_conditions() {
    const YamlEntry* entry = reader_.find("when");
    if (entry == nullptr) {
      return;
    }
    if (entry->value.kind != YamlNode::Kind::kMap) {
      reporter_.report(entry->value.at, "\"when\" must be a map of columns and what they must be at least");
      return;
    }
    for (const YamlEntry& condition : entry->value.entries) {
      const CheckColumn* column = columns_.use({condition.key, condition.at}, "when");
      if (column == nullptr) {
        continue;
      }
      const Result<double> minimum = read_amount(trim(condition.value.text), column->unit);
      if (column->label) {
        reporter_.report(condition.at, "\"" + condition.key + "\" is a label; use where");
      } else if (!minimum) {
        reporter_.report(condition.value.at, minimum.error().text());
      } else {
        check_.when.push_back({condition.key, *minimum});
      }
    }
  }

  void read_filters() {
    const YamlEntry* entry = reader_.find("where");
    if (entry == nullptr) {
      return;
    }
    // Whatever of it is no label of the collector is reported.
    const MapReader labels(entry->value, "where", collector_.labels, reporter_);
    for (const YamlEntry& filter : entry->value.entries) {
      const auto& values = filter.value.items;
      const bool texts =
          std::all_of(values.begin(), values.end(), [](const YamlNode& value) { return value.kind == YamlNode::Kind::kScalar; });
      if (filter.value.kind != YamlNode::Kind::kSequence || values.empty() || !texts) {
        reporter_.report(filter.value.at, "\"" + filter.key + "\" must be a list of texts");
        continue;
      }
      if (std::find(collector_.labels.begin(), collector_.labels.end(), filter.key) == collector_.labels.end()) {
        continue;
      }
      columns_.use({filter.key, filter.at}, "where");
      CheckFilter& read = check_.where.emplace_back(CheckFilter{filter.key, {}});
      std::transform(values.begin(), values.end(), std::back_inserter(read.values), [](const YamlNode& value) { return value.text; });
    }
  }

  void read_words() {
    if (reader_.choice("remedy", {"reindex", "analyze", "vacuum", "freeze", "drop_leftover"})) {
      check_.remedy = reader_.text("remedy").value_or("");
    }
    check_.advice = reader_.text("advice").value_or("");
    check_.summary = reader_.text("summary").value_or("");
    for (const SummaryPiece& piece : split_summary(check_.summary)) {
      if (piece.name && piece.text != "value" && piece.text != "threshold") {
        columns_.use({piece.text, reader_.value_position("summary")}, "summary");
      } else if (!piece.name && piece.text.find_first_of("{}") != std::string::npos) {
        reporter_.report(reader_.value_position("summary"), "braces in the summary must hold the name of a label or column");
      }
    }
    columns_.add_labels();
  }

  void read_runbook() {
    check_.runbook = reader_.text("runbook").value_or("");
    if (reader_.has("runbook") && !is_web_address(check_.runbook)) {
      reporter_.report(reader_.value_position("runbook"), "\"runbook\" must be an address that begins with http:// or https://");
    }
  }

  const YamlEntry& entry_;
  MapReader reader_;
  Check check_;
  CheckColumns columns_;
  const Collector& collector_;
  Reporter& reporter_;
};

}  // namespace

void read_checks(const YamlNode& checks, ParsedCollector& parsed, Reporter& reporter) {
  if (checks.kind != YamlNode::Kind::kMap || checks.entries.empty()) {
    reporter.report(checks.at, "\"checks\" must be a map with at least one check");
    return;
  }
  for (const YamlEntry& entry : checks.entries) {
    if (std::optional<Check> check = CheckReader(entry, parsed, reporter).read()) {
      parsed.collector.checks.push_back(std::move(*check));
      parsed.checks.push_back(entry.at);
    }
  }
}

}  // namespace pgmedic
