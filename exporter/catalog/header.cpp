#include "catalog/header.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "catalog/collector_file.h"
#include "catalog/names.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

// In the order of their names in read_header and read_requirements.
constexpr std::array kScopes{Scope::kCluster, Scope::kDatabase, Scope::kPgBouncer};
constexpr std::array kRoles{RequiredRole::kAny, RequiredRole::kPrimary, RequiredRole::kStandby};

constexpr std::int64_t kMostSeries = 1'000'000;

std::vector<std::string> header_keys() {
  return {"collector", "help",    "scope", "lane",       "interval", "timeout", "requires",
          "labels",    "inherit", "limit", "parameters", "metrics",  "checks",  "key"};
}

int larger_first(int a, int b) {
  return std::max(a, b);
}

int smaller_last(int a, int b) {
  return a == 0 || (b != 0 && b < a) ? b : a;
}

std::optional<int> parse_major(std::string_view text) {
  int major = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), major);
  const bool good = fault == std::errc() && end == text.data() + text.size() && major >= kLeastMajor && major <= kMostMajor;
  return good ? std::optional<int>(major) : std::nullopt;
}

// ">=14", "<17", ">=14 <17".
std::optional<MajorRange> parse_server(std::string_view text) {
  MajorRange range;
  for (const std::string& word : split(text, ' ')) {
    const std::string_view term = word;
    if (term.empty()) {
      continue;
    }
    const bool lower = starts_with(term, ">=") && range.first == 0 && range.last == 0;
    const bool upper = starts_with(term, "<") && !starts_with(term, "<=") && range.last == 0;
    const std::optional<int> major = lower || upper ? parse_major(term.substr(lower ? 2 : 1)) : std::nullopt;
    if (!major) {
      return std::nullopt;
    }
    (lower ? range.first : range.last) = lower ? *major : *major - 1;
  }
  const bool empty = range.last != 0 && range.first > range.last;
  return empty ? std::nullopt : std::optional<MajorRange>(range);
}

void read_requirements(const MapReader& header, Requirements& requirements, Reporter& reporter) {
  const YamlEntry* entry = header.find("requires");
  if (entry == nullptr) {
    return;
  }
  const MapReader reader(entry->value, "requires", {"server", "role", "extension", "privilege"}, reporter);
  if (const auto server = reader.text("server")) {
    if (const std::optional<MajorRange> range = parse_server(*server)) {
      requirements.server = *range;
    } else {
      reporter.report(reader.value_position("server"),
                      "\"" + *server + R"(" is no range of server majors; write ">=14", "<17" or ">=14 <17")");
    }
  }
  if (const auto role = reader.choice("role", {"any", "primary", "standby"})) {
    requirements.role = kRoles.at(*role);
  }
  requirements.extension = reader.text("extension").value_or("");
  requirements.privilege = reader.text("privilege").value_or("");
  if (!requirements.privilege.empty() && !(starts_with(requirements.privilege, "pg_") && is_lower_identifier(requirements.privilege))) {
    reporter.report(reader.value_position("privilege"),
                    "\"" + requirements.privilege + "\" is no predefined role; their names begin with pg_");
  }
}

void read_schedule(const MapReader& header, Collector& collector, Reporter& reporter) {
  const std::chrono::milliseconds by_scope = collector.scope == Scope::kDatabase ? 60s : 15s;
  collector.interval = collector.lane == Lane::kSlow ? 300s : by_scope;
  collector.timeout = collector.lane == Lane::kSlow ? 60s : 2s;
  if (const auto interval = header.duration("interval")) {
    collector.interval = *interval;
    collector.interval_is_default = false;
  }
  collector.timeout = header.duration("timeout").value_or(collector.timeout);
  if (collector.timeout > collector.interval) {
    reporter.report(header.value_position(header.has("timeout") ? "timeout" : "interval"),
                    "the timeout (" + format_duration(collector.timeout) + ") is longer than the interval (" +
                        format_duration(collector.interval) + ")");
  }
}

void read_labels(const MapReader& header, ParsedCollector& parsed, Reporter& reporter) {
  for (const LocatedText& label : header.list("labels").value_or(std::vector<LocatedText>())) {
    std::vector<std::string>& labels = parsed.collector.labels;
    if (Status status = check_label_name(label.text); !status) {
      reporter.report(label.at, status.error().text());
    } else if (std::find(labels.begin(), labels.end(), label.text) != labels.end()) {
      reporter.report(label.at, "label \"" + label.text + "\" appears twice");
    } else {
      labels.push_back(label.text);
      parsed.columns.push_back(ColumnUse{label.text, "label", parsed.collector.requirements.server, label.at});
    }
  }
}

void read_limit(const MapReader& header, ParsedCollector& parsed, Reporter& reporter) {
  const YamlEntry* entry = header.find("limit");
  if (entry == nullptr) {
    return;
  }
  const MapReader reader(entry->value, "limit", {"series", "order", "rest"}, reporter);
  SeriesLimit limit;
  reader.choice("rest", {"drop"});
  if (reader.require("series")) {
    limit.series = static_cast<std::size_t>(reader.integer("series", 1, kMostSeries).value_or(1));
  }
  if (!reader.require("order")) {
    return;
  }
  if (const auto order = reader.text("order")) {
    const std::size_t space = std::min(order->find(' '), order->size());
    const std::string_view direction = trim(std::string_view(*order).substr(space));
    limit.order_column = order->substr(0, space);
    limit.descending = direction == "desc";
    if (!is_identifier(limit.order_column) || (direction != "asc" && direction != "desc")) {
      reporter.report(reader.value_position("order"), "\"" + *order + "\" is no order; write a column and asc or desc");
      return;
    }
    parsed.columns.push_back(
        ColumnUse{limit.order_column, "column of limit.order", parsed.collector.requirements.server, reader.value_position("order")});
  }
  parsed.collector.limit = limit;
}

void read_parameters(const MapReader& header, ParsedCollector& parsed, Reporter& reporter) {
  const YamlEntry* entry = header.find("parameters");
  if (entry == nullptr) {
    return;
  }
  std::vector<std::string> names;
  for (const YamlEntry& parameter : entry->value.entries) {
    names.push_back(parameter.key);
  }
  const MapReader reader(entry->value, "parameters", names, reporter);
  for (const YamlEntry& parameter : entry->value.entries) {
    if (!is_lower_identifier(parameter.key)) {
      reporter.report(parameter.at, "\"" + parameter.key + "\" is no parameter name; write a-z, 0-9 and _, a letter in front");
      continue;
    }
    parsed.collector.parameters.emplace_back(parameter.key, reader.text(parameter.key).value_or(""));
    parsed.parameters.push_back(parameter.at);
  }
}

void refuse_misplaced_keys(const MapReader& header, Scope scope) {
  if (scope != Scope::kPgBouncer) {
    header.refuse("key", "is for scope pgbouncer only");
    return;
  }
  header.refuse("requires", "has no meaning for scope pgbouncer");
  header.refuse("inherit", "has no meaning for scope pgbouncer: a console command cannot be joined to another");
  header.refuse("parameters", "has no meaning for scope pgbouncer: a console command takes none");
}

}  // namespace

bool overlap(const MajorRange& a, const MajorRange& b) {
  const MajorRange both = intersection(a, b);
  return both.last == 0 || both.first <= both.last;
}

MajorRange intersection(const MajorRange& a, const MajorRange& b) {
  return MajorRange{larger_first(a.first, b.first), smaller_last(a.last, b.last)};
}

ParsedCollector read_header(const std::string& header, const std::string& name, Reporter& reporter) {
  ParsedCollector parsed;
  Collector& collector = parsed.collector;
  collector.name = name;
  collector.file = reporter.file();
  const std::optional<YamlNode> root = parse_yaml(header, reporter);
  if (!root) {
    return parsed;
  }
  const MapReader reader(*root, "the header", header_keys(), reporter);
  for (const char* required : {"collector", "help", "scope", "metrics"}) {
    reader.require(required);
  }
  if (const auto written = reader.text("collector"); written && *written != name) {
    reporter.report(reader.value_position("collector"), "collector \"" + *written + "\" stands in a file named " + name + ".sql");
  }
  collector.help = reader.text("help").value_or("");
  const std::optional<std::size_t> scope = reader.choice("scope", {"cluster", "database", "pgbouncer"});
  collector.scope = kScopes.at(scope.value_or(0));
  collector.lane = reader.choice("lane", {"fast", "slow"}).value_or(0) == 0 ? Lane::kFast : Lane::kSlow;
  if (!scope) {
    return parsed;  // what follows depends on it
  }
  refuse_misplaced_keys(reader, collector.scope);
  collector.key_column = reader.text("key").value_or("");
  read_schedule(reader, collector, reporter);
  read_requirements(reader, collector.requirements, reporter);
  read_labels(reader, parsed, reporter);
  read_inherit(reader, parsed, reporter);
  read_limit(reader, parsed, reporter);
  read_parameters(reader, parsed, reporter);
  if (const YamlEntry* metrics = reader.find("metrics")) {
    read_metrics(metrics->value, parsed, reporter);
  }
  if (const YamlEntry* checks = reader.find("checks")) {
    read_checks(checks->value, parsed, reporter);
  }
  return parsed;
}

}  // namespace pgmedic
