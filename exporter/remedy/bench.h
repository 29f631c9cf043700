// What everybody who works for one target has at hand.
// Thread rule: the parts have their own; the worker's thread uses all of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "postgres/maintenance_session.h"
#include "remedy/guard.h"
#include "remedy/journal.h"
#include "remedy/judge.h"
#include "remedy/orders.h"
#include "remedy/outside_desk.h"
#include "remedy/policy.h"

namespace pgmedic {

// For the page.
struct RemedyCounters {
  std::atomic<std::uint64_t> journal_failures{0};
  std::atomic<std::uint64_t> yields{0};
  std::atomic<std::uint64_t> losses{0};
  std::atomic<std::uint64_t> leftovers_dropped{0};
};

struct Bench {
  const std::string& target;
  const TargetPolicy& policy;
  MaintenanceConnector& connector;
  Journal& journal;
  const Judge& judge;
  const HostFiles& files;
  const Clock& clock;
  Log& log;
  Orders& orders;
  RemedyCounters& counters;
  Milliseconds tick;  // how often the statement is looked at
  OutsideDesk& outside;
};

}  // namespace pgmedic
