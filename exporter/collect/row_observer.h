// Somebody above this layer who looks at what a target's collectors bring: health. Collecting knows no more of it.
// Thread rule: any thread, several at a time.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rows.h"
#include "catalog/collector.h"
#include "collect/status.h"
#include "metrics/self_metrics.h"

namespace pgmedic {

// The server that answered, as far as it matters to what its rows mean.
struct RowSource {
  int major = 0;     // 0: none, PgBouncer
  std::string life;  // as ServerFacts::server_life
};

class RowObserver {
 public:
  virtual ~RowObserver() = default;

  // Every good answer with all its rows, before any limit, on the thread that polls: brief. `place` is the database or the
  // PgBouncer by name, empty for the whole server; `ttl` how long the answer is worth something, as for the page.
  virtual void rows(const Collector& collector, const std::string& place, const RowSet& rows, const RowSource& source,
                    Milliseconds ttl) = 0;

  // The target's state, every few seconds, whether the server can be reached or not.
  virtual void look(const TargetStatus& status) = 0;

  // What goes to the target's own samples.
  virtual std::vector<OwnSample> samples(const TargetStatus& status) = 0;
};

}  // namespace pgmedic
