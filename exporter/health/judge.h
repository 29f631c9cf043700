// Rows of a collector against one of its checks.
// Thread rule: free functions; the increases are the caller's to guard.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rows.h"
#include "catalog/collector.h"
#include "health/increases.h"
#include "health/observation.h"

namespace pgmedic {

struct JudgeContext {
  std::string place;
  int server_major = 0;  // 0: none, PgBouncer
  SteadyTime now;
};

struct Judgement {
  std::string reason;  // why nothing could be judged, as in UnknownCheck; empty: it was
  std::string detail;
  std::vector<Observation> observations;  // at most limits::kObjectsPerCheck, the worst
  // Beyond a threshold, but too many: by their severity.
  std::array<std::size_t, 2> cut{};
};

// Texts are made only for rows of interest: most rows are fine, and there may be tens of thousands.
Judgement judge_rows(const Check& check, const Collector& collector, const RowSet& rows, const JudgeContext& context, Increases& increases);

}  // namespace pgmedic
