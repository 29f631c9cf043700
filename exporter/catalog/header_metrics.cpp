// The `metrics` map of a header.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "catalog/collector_file.h"
#include "catalog/header.h"
#include "catalog/names.h"

namespace pgmedic {
namespace {

std::vector<std::string> metric_keys() {
  return {"column", "type", "help", "unit", "since", "until", "labels", "sum", "optional", "scale", "add", "add_scale", "row", "value"};
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Reads one entry after the other; families grow as entries of the same name follow.
class MetricsReader {
 public:
  MetricsReader(ParsedCollector& parsed, Reporter& reporter) : parsed_(parsed), collector_(parsed.collector), reporter_(reporter) {}

  void read(const YamlEntry& entry) {
    const Result<MetricKey> key = parse_metric_key(entry.key);
    const MapReader reader(entry.value, "a metric", metric_keys(), reporter_);
    if (!key) {
      reporter_.report(entry.at, key.error().text());
      return;
    }
    if (entry.value.kind != YamlNode::Kind::kMap) {
      return;
    }
    const auto same = [&](const MetricFamily& family) { return family.name == key->family; };
    const auto found = std::find_if(collector_.families.begin(), collector_.families.end(), same);
    MetricColumn sample = read_sample(reader, *key);
    if (found != collector_.families.end()) {
      join_family(*found, *key, entry, reader);
      found->samples.push_back(std::move(sample));
      return;
    }
    MetricFamily family = read_family(reader, *key, entry);
    family.samples.push_back(std::move(sample));
    check_constant_labels(family, *key, entry);
    if (collector_.scope == Scope::kDatabase && !has(family.labels, "datname")) {
      reporter_.report(entry.at, quoted(family.name) + " needs the label datname: all databases would give the same series");
    }
    collector_.families.push_back(std::move(family));
    parsed_.families.push_back(entry.at);
  }

 private:
  bool pgbouncer() const { return collector_.scope == Scope::kPgBouncer; }

  MetricFamily read_family(const MapReader& reader, const MetricKey& key, const YamlEntry& entry) {
    MetricFamily family;
    family.name = key.family;
    family.name_label = key.name_label;
    check_name_label(key, entry);
    reader.require("help");
    family.help = reader.text("help").value_or("");
    if (reader.require("type")) {
      if (const auto type = reader.choice("type", {"counter", "gauge"})) {
        family.type = *type == 0 ? MetricType::kCounter : MetricType::kGauge;
        check_type(family, entry);
      }
    }
    if (const auto unit = reader.choice("unit", {"seconds", "bytes", "ratio"})) {
      family.unit = reader.text("unit").value_or("");
      check_unit(family, entry);
    }
    read_family_labels(reader, family);
    family.sum = reader.boolean("sum").value_or(false);
    if (family.sum && (pgbouncer() || !family.name_label.empty() || family.labels.size() >= collector_.labels.size())) {
      reporter_.report(reader.value_position("sum"),
                       "sum adds up rows of a PostgreSQL collector, so the family needs labels that are fewer than the collector's");
    }
    return family;
  }

  void check_name_label(const MetricKey& key, const YamlEntry& entry) {
    if (key.name_label.empty()) {
      return;
    }
    if (collector_.scope != Scope::kCluster) {
      reporter_.report(entry.at, "{" + key.name_label + "} in a name is for scope cluster only");
    } else if (!has(collector_.labels, key.name_label)) {
      reporter_.report(entry.at, "{" + key.name_label + "} is no label of this collector");
    }
  }

  void check_type(const MetricFamily& family, const YamlEntry& entry) {
    if (ends_with(family.name, "_bucket")) {
      reporter_.report(entry.at, quoted(family.name) + " must not end in _bucket: it would look like a histogram's");
    } else if (family.type == MetricType::kGauge && ends_with(family.name, "_total")) {
      reporter_.report(entry.at, quoted(family.name) + " ends in _total, so it must be a counter");
    }
  }

  void check_unit(const MetricFamily& family, const YamlEntry& entry) {
    const std::string suffix = "_" + family.unit;
    if (!ends_with(family.name, suffix) && !ends_with(family.name, suffix + "_total")) {
      reporter_.report(entry.at, quoted(family.name) + " has the unit " + family.unit + ", so its name must end in " + suffix + " or " +
                                     suffix + "_total");
    }
  }

  void read_family_labels(const MapReader& reader, MetricFamily& family) {
    const std::vector<std::string>& known = collector_.labels;
    if (!reader.has("labels")) {
      std::copy_if(known.begin(), known.end(), std::back_inserter(family.labels),
                   [&](const auto& label) { return label != family.name_label; });
      return;
    }
    for (const LocatedText& label : reader.list("labels").value_or(std::vector<LocatedText>())) {
      if (!has(known, label.text)) {
        const std::optional<std::string> nearest = nearest_name(label.text, known);
        reporter_.report(label.at, quoted(label.text) + " is no label of this collector" +
                                       (nearest ? "; did you mean " + quoted(*nearest) + "?" : std::string()));
      } else if (label.text == family.name_label) {
        reporter_.report(label.at, "{" + label.text + "} stands in the name, so it cannot be a label too");
      } else if (has(family.labels, label.text)) {
        reporter_.report(label.at, "label " + quoted(label.text) + " appears twice");
      } else {
        family.labels.push_back(label.text);
      }
    }
  }

  void join_family(const MetricFamily& family, const MetricKey& key, const YamlEntry& entry, const MapReader& reader) {
    for (const char* once : {"type", "help", "unit", "labels", "sum"}) {
      reader.refuse(once, "stands on the first entry of a family only");
    }
    const auto& first = family.samples.front().constant_labels;
    if (first.empty() || key.constant_labels.empty()) {
      reporter_.report(entry.at, quoted(key.family) + " stands here both with and without constant labels");
      return;
    }
    const auto names = [](const auto& labels) {
      std::vector<std::string> sorted;
      std::transform(labels.begin(), labels.end(), std::back_inserter(sorted), [](const auto& label) { return label.first; });
      std::sort(sorted.begin(), sorted.end());
      return sorted;
    };
    if (names(first) != names(key.constant_labels)) {
      reporter_.report(entry.at, "the entries of " + quoted(key.family) + " must have the same constant labels");
    }
    const auto repeats = [&](const MetricColumn& sample) {
      return std::is_permutation(sample.constant_labels.begin(), sample.constant_labels.end(), key.constant_labels.begin(),
                                 key.constant_labels.end());
    };
    if (std::any_of(family.samples.begin(), family.samples.end(), repeats)) {
      reporter_.report(entry.at, metric_key_text(key.family, key.constant_labels) + " appears twice");
    }
  }

  void check_constant_labels(const MetricFamily& family, const MetricKey& key, const YamlEntry& entry) {
    for (const auto& constant : key.constant_labels) {
      if (has(family.labels, constant.first)) {
        reporter_.report(entry.at, "label " + quoted(constant.first) + " is both constant and a column");
      }
    }
  }

  MetricColumn read_sample(const MapReader& reader, const MetricKey& key) {
    MetricColumn sample;
    sample.constant_labels = key.constant_labels;
    read_majors(reader, sample);
    if (pgbouncer()) {
      read_console_keys(reader, sample);
    } else {
      for (const char* console_only : {"optional", "scale", "row", "value"}) {
        reader.refuse(console_only, "is for scope pgbouncer only");
      }
    }
    if (!sample.constant && !reader.has("value")) {
      read_columns(reader, sample);
      read_added(reader, sample);
    }
    return sample;
  }

  void read_majors(const MapReader& reader, MetricColumn& sample) {
    if (pgbouncer()) {
      reader.refuse("since", "is about server majors and has no meaning for scope pgbouncer; see optional");
      reader.refuse("until", "is about server majors and has no meaning for scope pgbouncer; see optional");
      return;
    }
    sample.server.first = static_cast<int>(reader.integer("since", kLeastMajor, kMostMajor).value_or(0));
    sample.server.last = static_cast<int>(reader.integer("until", kLeastMajor, kMostMajor).value_or(0));
    const MajorRange& required = collector_.requirements.server;
    if (sample.server.last != 0 && sample.server.first > sample.server.last) {
      reporter_.report(reader.value_position("until"), "until is before since: no server has this column");
    } else if (!overlap(sample.server, required)) {
      reporter_.report(reader.value_position(reader.has("since") ? "since" : "until"),
                       "no server that this collector runs on (requires.server) has this column");
    }
  }

  void read_columns(const MapReader& reader, MetricColumn& sample) {
    reader.require("column");
    const std::optional<std::vector<LocatedText>> columns = reader.text_or_list("column");
    if (!columns) {
      return;
    }
    const YamlEntry* entry = reader.find("column");
    if (!pgbouncer() && entry->value.kind == YamlNode::Kind::kSequence) {
      reporter_.report(entry->value.at, "a list of columns is for scope pgbouncer only");
      return;
    }
    for (const LocatedText& column : *columns) {
      if (use_column(column, sample)) {
        sample.columns.push_back(column.text);
      }
    }
  }

  bool use_column(const LocatedText& column, const MetricColumn& sample) {
    if (!is_identifier(column.text)) {
      reporter_.report(column.at, quoted(column.text) + " is no column name");
      return false;
    }
    const MajorRange& required = collector_.requirements.server;
    if (overlap(sample.server, required)) {
      parsed_.columns.push_back(ColumnUse{column.text, "column", intersection(sample.server, required), column.at});
    }
    return true;
  }

  void read_added(const MapReader& reader, MetricColumn& sample) {
    sample.add_scale = read_scale(reader, "add_scale");
    if (!reader.has("add")) {
      reader.refuse("add_scale", "needs add, the column to add");
      return;
    }
    const LocatedText column{reader.text("add").value_or(""), reader.value_position("add")};
    if (!column.text.empty() && use_column(column, sample)) {
      sample.add_column = column.text;
    }
  }

  void read_console_keys(const MapReader& reader, MetricColumn& sample) {
    sample.optional = reader.boolean("optional").value_or(false);
    sample.constant = reader.number("value");
    read_rows(reader, sample);
    if (reader.has("value")) {
      for (const char* about_columns : {"column", "scale", "add", "add_scale"}) {
        reader.refuse(about_columns, "has no meaning beside a constant value");
      }
      return;
    }
    sample.scale = read_scale(reader, "scale");
  }

  double read_scale(const MapReader& reader, const char* key) {
    const double scale = reader.number(key).value_or(1.0);
    if (!(scale > 0 || scale < 0)) {
      reporter_.report(reader.value_position(key), quoted(key) + " must not be 0");
    }
    return scale;
  }

  void read_rows(const MapReader& reader, MetricColumn& sample) const {
    for (const LocatedText& row : reader.text_or_list("row").value_or(std::vector<LocatedText>())) {
      sample.rows.push_back(row.text);
    }
    if (collector_.key_column.empty()) {
      reader.refuse("row", "needs the collector's key, the column that names the row");
    } else if (!reader.has("row") && !has(collector_.labels, collector_.key_column)) {
      reader.require("row");
    }
  }

  ParsedCollector& parsed_;
  Collector& collector_;
  Reporter& reporter_;
};

}  // namespace

void read_metrics(const YamlNode& metrics, ParsedCollector& parsed, Reporter& reporter) {
  if (metrics.kind != YamlNode::Kind::kMap || metrics.entries.empty()) {
    reporter.report(metrics.at, "\"metrics\" must be a map with at least one metric");
    return;
  }
  MetricsReader reader(parsed, reporter);
  for (const YamlEntry& entry : metrics.entries) {
    reader.read(entry);
  }
}

}  // namespace pgmedic
