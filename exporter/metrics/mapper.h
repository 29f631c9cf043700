// Rows of a collector's query -> a part of the page.
// Thread rule: free functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/rows.h"
#include "catalog/collector.h"
#include "metrics/part.h"

namespace pgmedic {

// Something in the rows that does not fit the header. The rest of the batch is served all the same.
struct MappingFault {
  enum class Kind { kMissingColumn, kUndeclaredColumn, kNotANumber, kDuplicateSeries, kNullLabel, kBadName };
  Kind kind;
  std::size_t count = 1;  // columns, or samples left out
  std::string example;    // the column, value or labels of the first one
};
const char* fault_reason(MappingFault::Kind kind);  // "missing_column", ...

struct MappingOptions {
  int server_major = 0;                                           // chooses columns by since/until; 0: all of them
  std::vector<std::pair<std::string, std::string>> extra_labels;  // put in front of every series' labels
  std::size_t label_bytes = 0;                                    // longer label values are cut
  std::size_t max_series = 0;                                     // what is left of the target's limit
};

struct MappedRows {
  Part part;
  std::vector<MappingFault> faults;       // at most one of each kind
  std::size_t dropped_series = 0;         // cut by the collector's limit or by max_series
  std::size_t dropped_by_max_series = 0;  // those of them that max_series cut
};

MappedRows map_rows(const Collector& collector, const RowSet& rows, const MappingOptions& options);

}  // namespace pgmedic
