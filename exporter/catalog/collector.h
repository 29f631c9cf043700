// What one collector file says: a plain description, immutable after parsing. The format is docs/collectors.md.
// Thread rule: immutable; share freely.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/check.h"
#include "catalog/major_range.h"

namespace pgmedic {

enum class Scope { kCluster, kDatabase, kPgBouncer };
enum class Lane { kFast, kSlow };
enum class MetricType { kCounter, kGauge, kHistogram };  // histograms are the program's own only
enum class RequiredRole { kAny, kPrimary, kStandby };

const char* scope_name(Scope scope);
const char* lane_name(Lane lane);
const char* metric_type_name(MetricType type);

struct Requirements {
  MajorRange server;
  RequiredRole role = RequiredRole::kAny;
  std::string extension;  // empty: none
  std::string privilege;  // a predefined role; empty: none
};

// One value column of the query and what it becomes. Several may share a family, told apart by constant labels.
struct MetricColumn {
  std::vector<std::string> columns;  // the first that exists is used; one entry but for PgBouncer; empty with `constant`
  MajorRange server;                 // majors that have it
  std::vector<std::pair<std::string, std::string>> constant_labels;
  std::string add_column;  // added, multiplied by add_scale; empty: none
  double add_scale = 1.0;
  // PgBouncer only:
  bool optional = false;
  double scale = 1.0;
  std::vector<std::string> rows;  // values of the key column: the first that exists
  std::optional<double> constant;
};

struct MetricFamily {
  std::string name;        // may contain one {label}: see name_label
  std::string name_label;  // the label whose value completes the name; empty: a plain name
  MetricType type = MetricType::kGauge;
  std::string unit;
  std::string help;
  std::vector<std::string> labels;    // columns, in order; without name_label
  bool sum = false;                   // rows with the same labels are added up: a table from its indexes
  std::vector<MetricColumn> samples;  // at least one
};

struct SeriesLimit {
  std::size_t series = 0;
  std::string order_column;
  bool descending = true;
};

// Rows whose first label is NULL take the labels that they lack from another row of the same answer.
struct Inheritance {
  std::string key_column;  // a whole number that tells rows apart, such as an OID
  std::string parents;     // the query for pairs of keys: a row and the one whose labels it takes
};

// The query from one server major on.
struct QueryVariant {
  int since_major = 0;  // 0: the base file
  std::string sql;
  std::string file;
};

struct Collector {
  std::string name;
  std::string help;
  Scope scope = Scope::kCluster;
  Lane lane = Lane::kFast;
  std::chrono::milliseconds interval{};
  bool interval_is_default = true;  // then the configuration's default for its scope and lane holds
  std::chrono::milliseconds timeout{};
  Requirements requirements;
  std::vector<std::string> labels;
  std::string key_column;                                       // PgBouncer only
  std::vector<std::pair<std::string, std::string>> parameters;  // name, help: see docs/collectors.md
  std::optional<Inheritance> inherit;
  std::optional<SeriesLimit> limit;
  std::vector<MetricFamily> families;  // in the file's order
  std::vector<Check> checks;           // in the file's order
  std::vector<QueryVariant> queries;   // ascending by since_major, the base first
  std::string file;

  // The query for a server of that major.
  const std::string& sql(int major) const;
};

}  // namespace pgmedic
