#include "health/bound_columns.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/amount.h"
#include "base/limits.h"
#include "base/text.h"
#include "metrics/number.h"

namespace pgmedic {

BoundColumns::BoundColumns(const Check& check, const Collector& collector, const RowSet& rows)
    : check_(check),
      rows_(rows),
      null_is_empty_(collector.scope == Scope::kPgBouncer),
      columns_(bind_all()),
      value_(require(check.value)),
      divisor_(check.divided_by.empty() ? nullptr : require(check.divided_by)),
      pieces_(split_summary(check.summary)) {
  for (const std::string& label : check.labels) {
    labels_.push_back(require(label));
  }
  for (const CheckCondition& condition : check.when) {
    conditions_.emplace_back(require(condition.column), condition.minimum);
  }
  for (const CheckFilter& filter : check.where) {
    if (const Column* column = require(filter.label)) {
      filters_.push_back({column->at.value_or(0), &filter.values});
    }
  }
}

std::vector<BoundColumns::Column> BoundColumns::bind_all() const {
  std::vector<Column> columns;
  std::transform(check_.columns.begin(), check_.columns.end(), std::back_inserter(columns),
                 [this](const CheckColumn& spec) { return bind(spec); });
  return columns;
}

BoundColumns::Column BoundColumns::bind(const CheckColumn& spec) const {
  Column column{&spec, std::nullopt, std::nullopt};
  for (const std::string& name : spec.columns) {
    column.at = rows_.find_column(name);
    if (column.at) {
      break;
    }
  }
  if (!spec.add_column.empty()) {
    column.add = rows_.find_column(spec.add_column);
  }
  return column;
}

const BoundColumns::Column* BoundColumns::find(const std::string& name) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Column& column) { return column.spec->name == name; });
  return found == columns_.end() || !found->at ? nullptr : &*found;
}

const BoundColumns::Column* BoundColumns::require(const std::string& name) {
  const Column* column = find(name);
  if (column == nullptr && missing_ == nullptr) {
    missing_ = &name;
  }
  return column;
}

std::optional<double> BoundColumns::number(const Column& column, std::size_t row) const {
  if (rows_.is_null(row, *column.at)) {
    return std::nullopt;
  }
  const std::optional<double> number = parse_number(rows_.value(row, *column.at));
  if (!number || std::isnan(*number)) {
    return std::nullopt;
  }
  double value = scaled(*number, column.spec->scale);
  if (column.add && !rows_.is_null(row, *column.add)) {
    value += scaled(parse_number(rows_.value(row, *column.add)).value_or(0), column.spec->add_scale);
  }
  return value;
}

std::optional<double> BoundColumns::value(std::size_t row) const {
  std::optional<double> value = number(*value_, row);
  if (!value) {
    return std::nullopt;
  }
  if (divisor_ != nullptr) {
    const std::optional<double> divisor = number(*divisor_, row);
    if (!divisor || std::fpclassify(*divisor) == FP_ZERO) {
      return std::nullopt;
    }
    value = *value / *divisor;
  }
  const auto is_null = [&](const Column* label) { return rows_.is_null(row, *label->at); };
  if (!null_is_empty_ && std::any_of(labels_.begin(), labels_.end(), is_null)) {
    return std::nullopt;  // another kind of row
  }
  const auto fits = [&](const Filter& filter) {
    return std::find(filter.values->begin(), filter.values->end(), rows_.value(row, filter.at)) != filter.values->end();
  };
  return std::all_of(filters_.begin(), filters_.end(), fits) ? value : std::nullopt;
}

bool BoundColumns::is_meant(std::size_t row) const {
  return std::all_of(conditions_.begin(), conditions_.end(), [&](const auto& condition) {
    const std::optional<double> value = number(*condition.first, row);
    return value && *value >= condition.second;
  });
}

std::string BoundColumns::key(std::size_t row) const {
  return object_key(labels(row));
}

std::vector<std::pair<std::string, std::string>> BoundColumns::labels(std::size_t row) const {
  std::vector<std::pair<std::string, std::string>> labels;
  labels.reserve(labels_.size());
  for (const Column* label : labels_) {
    const std::string value = repair_utf8(rows_.value(row, *label->at));
    labels.emplace_back(label->spec->name, truncate_utf8(value, limits::kLabelBytes));
  }
  return labels;
}

Evidence BoundColumns::evidence(const std::string& name, std::size_t row) const {
  const Column* column = find(name);
  if (column == nullptr || rows_.is_null(row, *column->at)) {
    return {name, std::nullopt, column != nullptr && column->spec->label ? "" : "unknown"};
  }
  if (!column->spec->label) {
    if (const std::optional<double> value = number(*column, row)) {
      return {name, value, amount_text(*value, column->spec->unit)};
    }
  }
  const std::string text = repair_utf8(rows_.value(row, *column->at));
  return {name, std::nullopt, std::string(truncate_utf8(text, limits::kLabelBytes))};
}

std::vector<std::string> BoundColumns::summary(std::size_t row, double value) const {
  return fill_summary(pieces_, amount_text(value, check_.unit), [&](const std::string& name) { return evidence(name, row).text; });
}

Observation BoundColumns::observe(std::size_t row, double value, const std::string& place) const {
  Observation observation;
  observation.place = place;
  observation.labels = labels(row);
  observation.key = object_key(observation.labels);
  observation.value = value;
  for (const std::string& name : check_.evidence) {
    observation.evidence.push_back(evidence(name, row));
  }
  observation.summary = summary(row, value);
  return observation;
}

}  // namespace pgmedic
