#include "metrics/mapping_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "metrics/number.h"

namespace pgmedic {
namespace {

// The most series that a row can give.
std::size_t series_of_a_row(const MappingPlan& plan) {
  return std::accumulate(plan.families.begin(), plan.families.end(), std::size_t{0},
                         [](std::size_t sum, const PlannedFamily& family) { return sum + family.values.size(); });
}

std::size_t count_series(const MappingPlan& plan, const RowSet& rows, std::size_t row) {
  std::size_t count = 0;
  for (const PlannedFamily& family : plan.families) {
    if (family.family->sum) {
      continue;  // many rows, one series: counted when they are added up
    }
    for (const ValueSource& source : family.values) {
      count += has_sample(rows, plan.labels[family.labels], source, row) ? 1U : 0U;
    }
  }
  return count;
}

// Puts the rows that matter most first; rows without a number come last, ties stay as the query gave them.
void sort_by_limit(const SeriesLimit& limit, std::size_t column, const RowSet& rows, std::vector<std::uint32_t>& order) {
  std::vector<double> keys(order.size());
  for (const std::uint32_t row : order) {
    const double value = parse_number(rows.value(row, column)).value_or(std::numeric_limits<double>::quiet_NaN());
    const double last = limit.descending ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    keys[row] = std::isnan(value) ? last : value;
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return limit.descending ? keys[a] > keys[b] : keys[a] < keys[b]; });
}

}  // namespace

KeptRows keep_rows(const Collector& collector, const MappingPlan& plan, const RowSet& rows, std::size_t max_series) {
  KeptRows kept;
  kept.rows.resize(rows.rows());
  std::iota(kept.rows.begin(), kept.rows.end(), 0U);
  const std::size_t limit = collector.limit ? collector.limit->series : std::numeric_limits<std::size_t>::max();
  if (rows.rows() * series_of_a_row(plan) <= std::min(limit, max_series)) {
    return kept;
  }
  std::vector<std::uint32_t> order = std::exchange(kept.rows, {});
  if (plan.order_column) {
    sort_by_limit(*collector.limit, *plan.order_column, rows, order);
  }
  std::size_t series = 0;
  for (const std::uint32_t row : order) {
    const std::size_t count = count_series(plan, rows, row);
    // Once one row did not fit, no later one does: "the first N" must not depend on how wide rows are.
    if (kept.dropped_by_limit > 0 || series + count > limit) {
      kept.dropped_by_limit += count;
    } else if (kept.dropped_by_max_series > 0 || series + count > max_series) {
      kept.dropped_by_max_series += count;
      series += count;  // it uses the collector's limit up all the same
    } else {
      series += count;
      kept.rows.push_back(row);
    }
  }
  std::sort(kept.rows.begin(), kept.rows.end());
  return kept;
}

}  // namespace pgmedic
