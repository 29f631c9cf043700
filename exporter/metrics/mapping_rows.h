// Which rows are served when there are more series than a limit allows.
// Thread rule: free functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/rows.h"
#include "catalog/collector.h"
#include "metrics/mapping_plan.h"

namespace pgmedic {

struct KeptRows {
  std::vector<std::uint32_t> rows;   // ascending, as the query gave them
  std::size_t dropped_by_limit = 0;  // series
  std::size_t dropped_by_max_series = 0;
};

// Rows are kept or dropped whole, in the limit's order: half an object would be a puzzle on every dashboard.
KeptRows keep_rows(const Collector& collector, const MappingPlan& plan, const RowSet& rows, std::size_t max_series);

}  // namespace pgmedic
