#include "catalog/check_columns.h"

#include <algorithm>

#include "base/text.h"
#include "catalog/names.h"

namespace pgmedic {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const MetricColumn* sample_of(const MetricFamily& family, const std::string& column) {
  const auto found = std::find_if(family.samples.begin(), family.samples.end(),
                                  [&](const MetricColumn& sample) { return contains(sample.columns, column) && sample.rows.empty(); });
  return found == family.samples.end() ? nullptr : &*found;
}

// Of a column that no metric has.
std::string unit_by_suffix(const std::string& column) {
  for (const char* unit : {"bytes", "seconds", "ratio"}) {
    if (column == unit || ends_with(column, std::string("_") + unit)) {
      return unit;
    }
  }
  return ends_with(column, "_age") ? "seconds" : "";
}

// A column may feed several families; the unit is that of the one that says it.
std::string unit_of(const Collector& collector, const std::string& column) {
  bool measured = false;
  for (const MetricFamily& family : collector.families) {
    if (sample_of(family, column) != nullptr) {
      measured = true;
      if (!family.unit.empty()) {
        return family.unit;
      }
    }
  }
  return measured ? std::string() : unit_by_suffix(column);
}

CheckColumn column_of(const Collector& collector, const std::string& name, const MetricFamily* family) {
  CheckColumn column;
  column.name = name;
  column.columns = {name};
  column.label = contains(collector.labels, name);
  if (family != nullptr) {
    const MetricColumn& sample = *sample_of(*family, name);
    column.unit = unit_of(collector, name);
    column.metric = metric_key_text(family->name, sample.constant_labels);
    column.columns = sample.columns;
    column.scale = sample.scale;
    column.add_column = sample.add_column;
    column.add_scale = sample.add_scale;
  } else if (!column.label) {
    column.unit = unit_of(collector, name);
  }
  return column;
}

}  // namespace

CheckColumns::CheckColumns(ParsedCollector& parsed, Check& check, Reporter& reporter)
    : parsed_(parsed), collector_(parsed.collector), check_(check), reporter_(reporter), majors_(parsed.collector.requirements.server) {}

const MetricFamily* CheckColumns::family_of(const std::string& column) const {
  const auto found = std::find_if(collector_.families.begin(), collector_.families.end(), [&](const MetricFamily& family) {
    return !family.sum && family.name_label.empty() && sample_of(family, column) != nullptr;
  });
  return found == collector_.families.end() ? nullptr : &*found;
}

std::string CheckColumns::unknown(const std::string& column) const {
  std::vector<std::string> known = collector_.labels;
  for (const MetricFamily& family : collector_.families) {
    for (const MetricColumn& sample : family.samples) {
      known.insert(known.end(), sample.columns.begin(), sample.columns.end());
    }
  }
  const std::optional<std::string> nearest = nearest_name(column, known);
  if (nearest == column) {
    return ": sums, rows and names with a label in them cannot be judged";
  }
  return nearest ? "; did you mean \"" + *nearest + "\"?" : std::string();
}

const CheckColumn* CheckColumns::add(CheckColumn column) {
  const CheckColumn* known = check_.find_column(column.name);
  return known != nullptr ? known : &check_.columns.emplace_back(std::move(column));
}

const CheckColumn* CheckColumns::use_value(const LocatedText& column) {
  const MetricFamily* family = family_of(column.text);
  if (family == nullptr) {
    reporter_.report(column.at,
                     "\"" + column.text + "\" is the value of no metric of this collector that a check can judge" + unknown(column.text));
    return nullptr;
  }
  const MajorRange& has_it = sample_of(*family, column.text)->server;
  if (overlap(majors_, has_it)) {
    majors_ = intersection(majors_, has_it);
  }
  check_.server = majors_;
  return add(column_of(collector_, column.text, family));
}

const CheckColumn* CheckColumns::use(const LocatedText& column, const char* where) {
  if (!is_identifier(column.text)) {
    reporter_.report(column.at, "\"" + column.text + "\" is no column name");
    return nullptr;
  }
  const MetricFamily* family = family_of(column.text);
  if (family == nullptr && !contains(collector_.labels, column.text)) {
    if (collector_.scope == Scope::kPgBouncer) {
      reporter_.report(column.at, "\"" + column.text + "\" is no label and no metric's column of this collector" + unknown(column.text));
      return nullptr;
    }
    parsed_.columns.push_back(ColumnUse{column.text, std::string("column of ") + where, majors_, column.at, unknown(column.text)});
  }
  return add(column_of(collector_, column.text, family));
}

void CheckColumns::set_value_unit(const std::string& unit) {
  if (!unit.empty() && !check_.columns.empty()) {
    check_.columns.front().unit = unit;
  }
}

void CheckColumns::add_labels() {
  for (const std::string& label : check_.labels) {
    add(column_of(collector_, label, nullptr));
  }
}

}  // namespace pgmedic
