// A collector's header -> its description, with what the checks of its queries and of the whole catalog need besides.
// Thread rule: free functions and plain values. Errors: reported, never thrown.
#pragma once

#include <string>
#include <vector>

#include "catalog/collector.h"
#include "catalog/map_reader.h"
#include "catalog/reporter.h"

namespace pgmedic {

// A column that queries must give.
struct ColumnUse {
  std::string column;
  std::string what;   // "label", ... for messages
  MajorRange server;  // majors whose query must give it
  Position at;
  std::string hint = {};  // what it may have been meant to be, for messages
};

struct ParsedCollector {
  Collector collector;
  std::vector<Position> families;    // where each family's first entry stands
  std::vector<Position> parameters;  // where each parameter stands
  std::vector<Position> checks;      // where each check stands
  std::vector<ColumnUse> columns;
};

bool overlap(const MajorRange& a, const MajorRange& b);
MajorRange intersection(const MajorRange& a, const MajorRange& b);  // of ranges that overlap

// Reads the header. What it could read is in the result even where mistakes were reported.
ParsedCollector read_header(const std::string& header, const std::string& name, Reporter& reporter);

// The `inherit` map; labels and requirements of the collector are known by now.
void read_inherit(const MapReader& header, ParsedCollector& parsed, Reporter& reporter);

// The `metrics` map; labels, scope and requirements of the collector are known by now.
void read_metrics(const YamlNode& metrics, ParsedCollector& parsed, Reporter& reporter);

// The `checks` map; the metrics are known by now.
void read_checks(const YamlNode& checks, ParsedCollector& parsed, Reporter& reporter);

}  // namespace pgmedic
