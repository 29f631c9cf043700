// The JSON answers: service discovery for Prometheus, targets, collectors.
// Thread rule: free functions; any thread. Bytes that are no UTF-8 become U+FFFD.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "collect/fleet.h"

namespace pgmedic {

// For http_sd_configs: every target as this exporter's own address, with the labels that make Prometheus ask /probe for it.
std::string discovery_json(const Fleet& fleet, std::string_view host, bool tls);

std::string targets_json(const Fleet& fleet);

// Empty fields do not filter.
struct CollectorFilter {
  std::string target;
  std::string collector;
  std::string database;
  std::string state;
};
std::string collectors_json(const Fleet& fleet, const CollectorFilter& filter, WallTime now);

}  // namespace pgmedic
