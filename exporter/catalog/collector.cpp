#include "catalog/collector.h"

namespace pgmedic {

const char* scope_name(Scope scope) {
  switch (scope) {
    case Scope::kCluster: return "cluster";
    case Scope::kDatabase: return "database";
    case Scope::kPgBouncer: return "pgbouncer";
  }
  return "cluster";
}

const char* lane_name(Lane lane) {
  return lane == Lane::kSlow ? "slow" : "fast";
}

const char* metric_type_name(MetricType type) {
  switch (type) {
    case MetricType::kCounter: return "counter";
    case MetricType::kGauge: return "gauge";
    case MetricType::kHistogram: return "histogram";
  }
  return "gauge";
}

const std::string& Collector::sql(int major) const {
  const QueryVariant* chosen = &queries.front();
  for (const QueryVariant& variant : queries) {
    if (variant.since_major <= major) {
      chosen = &variant;
    }
  }
  return chosen->sql;
}

}  // namespace pgmedic
