// A collector's header laid over the columns that a query really gave: which column feeds which samples, under which labels.
// Thread rule: immutable after it was made; lives no longer than its collector.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/rows.h"
#include "catalog/collector.h"
#include "metrics/mapping_faults.h"

namespace pgmedic {

// The labels that one or more families carry.
struct LabelColumns {
  std::vector<std::string> names;
  std::vector<std::size_t> columns;
  // A NULL among them is a fault. Otherwise it only says that the row is none of this family's.
  bool null_is_fault = false;
  // A NULL is served as an empty text: PgBouncer's console cannot say COALESCE.
  bool null_is_empty = false;
  bool operator==(const LabelColumns&) const = default;
};

// Where one metric column's samples come from.
struct ValueSource {
  const MetricColumn* spec = nullptr;
  std::optional<std::size_t> column;  // empty: the constant
  std::optional<std::size_t> add_column;
  std::optional<std::size_t> row;  // PgBouncer only: the one row that counts
  bool computed() const { return !column || add_column.has_value() || spec->scale != 1.0; }
};

struct PlannedFamily {
  const MetricFamily* family = nullptr;
  std::size_t labels = 0;                  // in MappingPlan::labels
  std::optional<std::size_t> name_column;  // completes the name
  std::vector<ValueSource> values;
};

struct MappingPlan {
  std::vector<PlannedFamily> families;  // ascending by name; those without any value left out
  std::vector<LabelColumns> labels;
  std::optional<std::size_t> order_column;
};

MappingPlan make_plan(const Collector& collector, const RowSet& rows, int server_major, MappingFaults& faults);

// Whether the row gives the source a sample, as far as NULLs tell.
bool has_sample(const RowSet& rows, const LabelColumns& labels, const ValueSource& source, std::size_t row);

}  // namespace pgmedic
