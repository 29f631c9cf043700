#include "metrics/mapping_faults.h"

#include "base/text.h"

namespace pgmedic {
namespace {

// Examples go to the log: enough to recognise a value, not enough to flood.
constexpr std::size_t kExampleBytes = 200;

}  // namespace

const char* fault_reason(MappingFault::Kind kind) {
  switch (kind) {
    case MappingFault::Kind::kMissingColumn: return "missing_column";
    case MappingFault::Kind::kUndeclaredColumn: return "undeclared_column";
    case MappingFault::Kind::kNotANumber: return "not_a_number";
    case MappingFault::Kind::kDuplicateSeries: return "duplicate_series";
    case MappingFault::Kind::kNullLabel: return "null_label";
    case MappingFault::Kind::kBadName: return "bad_name";
  }
  return "unknown";
}

void MappingFaults::add(MappingFault::Kind kind, std::string_view example) {
  const auto known = faults_.find(kind);
  if (known != faults_.end()) {
    ++known->second.count;
    return;
  }
  faults_.emplace(kind, MappingFault{kind, 1, std::string(truncate_utf8(repair_utf8(example), kExampleBytes))});
}

std::vector<MappingFault> MappingFaults::take() {
  std::vector<MappingFault> faults;
  faults.reserve(faults_.size());
  for (auto& entry : faults_) {
    faults.push_back(std::move(entry.second));
  }
  faults_.clear();
  return faults;
}

}  // namespace pgmedic
