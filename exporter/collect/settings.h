// What the wiring hands to the collecting layer: plain settings, already checked.
// Thread rule: plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/limits.h"
#include "postgres/session.h"

namespace pgmedic {

struct CollectorOverride {
  std::optional<std::chrono::milliseconds> interval;
  std::optional<std::chrono::milliseconds> timeout;
  bool operator==(const CollectorOverride&) const = default;
};

struct CollectSettings {
  std::chrono::milliseconds cluster_interval{15'000};  // PgBouncer too
  std::chrono::milliseconds database_interval{60'000};
  std::chrono::milliseconds slow_interval{300'000};
  std::set<std::string> enabled;  // empty: all but the disabled ones
  std::set<std::string> disabled;
  std::map<std::string, CollectorOverride> overrides;
  std::size_t series_per_target = limits::kSeriesPerTarget;
  std::size_t label_bytes = limits::kLabelBytes;
  bool operator==(const CollectSettings&) const = default;
};

struct PgBouncerSettings {
  std::string name;
  ConnectionSettings connection;
  bool operator==(const PgBouncerSettings&) const = default;
};

struct TargetSettings {
  std::string name = "default";
  ConnectionSettings connection;
  std::vector<std::string> include_databases{"*"};
  std::vector<std::string> exclude_databases{"template0", "template1"};
  std::vector<PgBouncerSettings> pgbouncers;
  std::map<std::string, std::string> labels;
  CollectSettings collect;
  bool operator==(const TargetSettings&) const = default;
};

}  // namespace pgmedic
