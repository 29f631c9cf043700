// Collects what does not fit while rows are mapped: counts by kind, and the first example of each.
// Thread rule: one thread.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "metrics/mapper.h"

namespace pgmedic {

class MappingFaults {
 public:
  void add(MappingFault::Kind kind, std::string_view example);
  // Composes the example only for the first one: there may be as many faults as samples.
  template <class Compose>
  void add_composed(MappingFault::Kind kind, const Compose& compose) {
    const auto known = faults_.find(kind);
    if (known != faults_.end()) {
      ++known->second.count;
    } else {
      add(kind, compose());
    }
  }
  std::vector<MappingFault> take();  // ascending by kind

 private:
  std::map<MappingFault::Kind, MappingFault> faults_;
};

}  // namespace pgmedic
