// The columns that one check reads, resolved against its collector's labels and metrics while the header is read.
// Thread rule: one thread. Errors: reported, never thrown.
#pragma once

#include <string>

#include "catalog/check.h"
#include "catalog/header.h"

namespace pgmedic {

class CheckColumns {
 public:
  // Columns go into `check`; those that no metric has are noted in `parsed` as ones that the queries must give.
  CheckColumns(ParsedCollector& parsed, Check& check, Reporter& reporter);

  // The column that is judged, or divides it: must be the value of a metric. nullptr: reported.
  const CheckColumn* use_value(const LocatedText& column);
  // A label, a metric's value, or a column for checks only. `where` is the key that names it. nullptr: reported.
  const CheckColumn* use(const LocatedText& column, const char* where);
  void set_value_unit(const std::string& unit);
  // The labels of the object, where nothing named them yet.
  void add_labels();

  // The first family that has the column as a value of its own; nullptr: none.
  const MetricFamily* family_of(const std::string& column) const;

 private:
  const CheckColumn* add(CheckColumn column);
  std::string unknown(const std::string& column) const;

  ParsedCollector& parsed_;
  const Collector& collector_;
  Check& check_;
  Reporter& reporter_;
  MajorRange majors_;  // of the servers that have the value
};

}  // namespace pgmedic
