// A check: which value of a collector is judged, from where on it is bad, and what to tell people then. Written in the
// collector's header (docs/collectors.md); the configuration may override its figures.
// Thread rule: plain values, immutable after parsing.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/major_range.h"

namespace pgmedic {

enum class Severity { kWarning, kCritical };
enum class Direction { kAbove, kAtLeast, kBelow };

const char* severity_name(Severity severity);     // "warning", "critical"
const char* direction_name(Direction direction);  // "above", "at_least", "below": the header's words

// A column of the rows as a check reads it.
struct CheckColumn {
  std::string name;                  // as the check writes it
  std::string unit;                  // seconds, bytes, ratio or empty
  std::string metric;                // the first metric that it is the value of, as the page writes it; empty: none
  bool label = false;                // a label: text, no number
  std::vector<std::string> columns;  // the first that exists is read; more than one only for PgBouncer
  double scale = 1.0;                // PgBouncer only
  std::string add_column;
  double add_scale = 1.0;
};

// Judged only where the column is at least that.
struct CheckCondition {
  std::string column;
  double minimum = 0;
};

// Judged only where the label has one of these values.
struct CheckFilter {
  std::string label;
  std::vector<std::string> values;
};

struct Check {
  std::string name;       // CamelCase; also the alert's
  std::string collector;  // empty: one of the program's own
  std::string metric;     // that carries the value: its name, with constant labels where it has some
  MajorRange server;      // majors that have the value
  std::string value;
  std::string divided_by;  // empty: the value as it is
  std::string unit;        // of what is judged
  Direction direction = Direction::kAbove;
  std::optional<double> warning;
  std::optional<double> critical;
  std::chrono::milliseconds hold{};      // "for": how long the value must be beyond
  std::chrono::milliseconds increase{};  // 0: the value itself; otherwise how much it grew during that time
  double hysteresis = 0;                 // part of the threshold that a value must be back before a finding ends
  std::vector<CheckCondition> when;
  std::vector<CheckFilter> where;
  std::vector<std::string> labels;    // that identify the object
  std::vector<std::string> evidence;  // columns shown with the finding
  std::string remedy;                 // reindex, analyze, vacuum, freeze, drop_leftover, or empty
  std::string summary;                // with {label}, {column}, {value} and {threshold}
  std::string advice;
  std::string runbook;               // its address; empty: there is none
  std::vector<CheckColumn> columns;  // everything above that is read from rows: the value first

  std::optional<double> threshold(Severity severity) const { return severity == Severity::kWarning ? warning : critical; }
  const CheckColumn* find_column(std::string_view column) const;
};

// The program's own checks, which are judged without rows and belong to no collector: their names are taken.
bool is_own_check_name(std::string_view name);

// Critical is further out than warning, where there are both.
bool thresholds_fit(const Check& check);

// Where the runbook of a check that ships with the program stands.
std::string runbook_url(std::string_view check);

// A piece of a summary: text as it is, or the name between braces.
struct SummaryPiece {
  std::string text;
  bool name = false;
};
// Braces that are not closed, or with something else than a name in them, are text.
std::vector<SummaryPiece> split_summary(std::string_view summary);

// "above 40 % (critical 60 %) for 10 min": what a check looks for, for people.
std::string condition_text(const Check& check);

}  // namespace pgmedic
