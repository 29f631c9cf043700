#include "metrics/mapping_plan.h"

#include <algorithm>
#include <set>

namespace pgmedic {
namespace {

using Kind = MappingFault::Kind;

class Planner {
 public:
  Planner(const Collector& collector, const RowSet& rows, int server_major, MappingFaults& faults)
      : collector_(collector), rows_(rows), server_major_(server_major), faults_(faults) {}

  MappingPlan plan();

 private:
  std::optional<std::size_t> require(const std::string& column);
  std::optional<std::size_t> labels_of(const MetricFamily& family);
  bool carries_all_labels(const MetricFamily& family) const;
  std::optional<ValueSource> source_of(const MetricColumn& spec);
  bool bind_value(const MetricColumn& spec, ValueSource& source);
  bool bind_row(const MetricColumn& spec, ValueSource& source);
  void report_undeclared();

  const Collector& collector_;
  const RowSet& rows_;
  int server_major_;
  MappingFaults& faults_;
  MappingPlan plan_;
  bool several_kinds_ = false;      // rows of several kinds: NULL labels are meant
  std::set<std::string> reported_;  // missing columns, once each
};

std::optional<std::size_t> Planner::require(const std::string& column) {
  const std::optional<std::size_t> found = rows_.find_column(column);
  if (!found && reported_.insert(column).second) {
    faults_.add(Kind::kMissingColumn, column);
  }
  return found;
}

bool Planner::carries_all_labels(const MetricFamily& family) const {
  const std::size_t carried = family.labels.size() + (family.name_label.empty() ? 0U : 1U);
  return carried >= collector_.labels.size();
}

std::optional<std::size_t> Planner::labels_of(const MetricFamily& family) {
  LabelColumns labels;
  labels.null_is_fault = !several_kinds_;
  labels.null_is_empty = collector_.scope == Scope::kPgBouncer;
  bool complete = true;
  for (const std::string& name : family.labels) {
    const std::optional<std::size_t> column = require(name);
    complete = complete && column.has_value();
    labels.names.push_back(name);
    labels.columns.push_back(column.value_or(0));
  }
  if (!complete) {
    return std::nullopt;
  }
  const auto known = std::find(plan_.labels.begin(), plan_.labels.end(), labels);
  const auto index = static_cast<std::size_t>(known - plan_.labels.begin());
  if (known == plan_.labels.end()) {
    plan_.labels.push_back(std::move(labels));
  }
  return index;
}

bool Planner::bind_value(const MetricColumn& spec, ValueSource& source) {
  if (spec.constant) {
    return true;
  }
  for (const std::string& name : spec.columns) {
    source.column = rows_.find_column(name);
    if (source.column) {
      break;
    }
  }
  if (!source.column) {
    if (!spec.optional && !spec.columns.empty()) {
      require(spec.columns.front());
    }
    return false;
  }
  if (!spec.add_column.empty()) {
    source.add_column = spec.optional ? rows_.find_column(spec.add_column) : require(spec.add_column);
  }
  return spec.add_column.empty() || spec.optional || source.add_column.has_value();
}

bool Planner::bind_row(const MetricColumn& spec, ValueSource& source) {
  if (spec.rows.empty()) {
    return true;
  }
  const std::optional<std::size_t> key = require(collector_.key_column);
  if (!key) {
    return false;
  }
  for (const std::string& wanted : spec.rows) {
    for (std::size_t row = 0; row < rows_.rows(); ++row) {
      if (rows_.value(row, *key) == wanted) {
        source.row = row;
        return true;
      }
    }
  }
  if (!spec.optional) {
    faults_.add(Kind::kMissingColumn, collector_.key_column + "=" + spec.rows.front());
  }
  return false;
}

std::optional<ValueSource> Planner::source_of(const MetricColumn& spec) {
  if (server_major_ != 0 && !spec.server.contains(server_major_)) {
    return std::nullopt;
  }
  ValueSource source;
  source.spec = &spec;
  if (!bind_value(spec, source) || !bind_row(spec, source)) {
    return std::nullopt;
  }
  return source;
}

void Planner::report_undeclared() {
  if (collector_.scope == Scope::kPgBouncer) {
    return;  // its versions add columns as they like
  }
  std::set<std::string_view> declared(collector_.labels.begin(), collector_.labels.end());
  for (const MetricFamily& family : collector_.families) {
    for (const MetricColumn& spec : family.samples) {
      declared.insert(spec.columns.begin(), spec.columns.end());
      declared.insert(spec.add_column);
    }
  }
  if (collector_.inherit) {
    declared.insert(collector_.inherit->key_column);
  }
  if (collector_.limit) {
    declared.insert(collector_.limit->order_column);
  }
  for (const Check& check : collector_.checks) {
    for (const CheckColumn& column : check.columns) {
      declared.insert(column.columns.begin(), column.columns.end());
    }
  }
  for (std::size_t column = 0; column < rows_.columns(); ++column) {
    if (!declared.contains(rows_.column_name(column))) {
      faults_.add(Kind::kUndeclaredColumn, rows_.column_name(column));
    }
  }
}

MappingPlan Planner::plan() {
  const auto& families = collector_.families;
  several_kinds_ = std::any_of(families.begin(), families.end(), [this](const MetricFamily& f) { return !carries_all_labels(f); });
  for (const MetricFamily& family : families) {
    PlannedFamily planned;
    planned.family = &family;
    for (const MetricColumn& spec : family.samples) {
      if (const std::optional<ValueSource> source = source_of(spec)) {
        planned.values.push_back(*source);
      }
    }
    const std::optional<std::size_t> labels = labels_of(family);
    if (!family.name_label.empty()) {
      planned.name_column = require(family.name_label);
    }
    if (labels && !planned.values.empty() && planned.name_column.has_value() != family.name_label.empty()) {
      planned.labels = *labels;
      plan_.families.push_back(std::move(planned));
    }
  }
  std::sort(plan_.families.begin(), plan_.families.end(),
            [](const PlannedFamily& a, const PlannedFamily& b) { return a.family->name < b.family->name; });
  if (collector_.limit && !collector_.limit->order_column.empty()) {
    plan_.order_column = require(collector_.limit->order_column);
  }
  if (collector_.inherit) {
    require(collector_.inherit->key_column);
  }
  report_undeclared();
  return std::move(plan_);
}

}  // namespace

MappingPlan make_plan(const Collector& collector, const RowSet& rows, int server_major, MappingFaults& faults) {
  return Planner(collector, rows, server_major, faults).plan();
}

bool has_sample(const RowSet& rows, const LabelColumns& labels, const ValueSource& source, std::size_t row) {
  if ((source.row && *source.row != row) || (source.column && rows.is_null(row, *source.column))) {
    return false;
  }
  return labels.null_is_empty ||
         std::none_of(labels.columns.begin(), labels.columns.end(), [&](std::size_t column) { return rows.is_null(row, column); });
}

}  // namespace pgmedic
