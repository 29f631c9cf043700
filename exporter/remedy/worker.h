// The worker of one target: it measures what was nominated, judges, and carries out one action at a time.
//
// Two threads: the worker's own, which reads and writes the journal, watches, and decides; and one for the statement, which
// does nothing but wait for the server. Sessions: the journal's, and one that measures and acts. While the statement runs, the
// journal's session looks whether anybody waits for us.
// Thread rule: public calls from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "remedy/journal.h"
#include "remedy/remedies.h"

namespace pgmedic {

class TargetWorker {
 public:
  TargetWorker(TargetRemedies settings, const RemediesContext& context);
  ~TargetWorker();
  TargetWorker(const TargetWorker&) = delete;
  TargetWorker& operator=(const TargetWorker&) = delete;

  const TargetRemedies& settings() const { return settings_; }
  // Looks again now, instead of within a second.
  void wake();
  void begin_stop();
  void stop();

  std::vector<NominationOutcome> nominate(const std::vector<Nomination>& nominations);
  Journal& journal() { return *journal_; }

 private:
  const TargetRemedies settings_;
  const RemediesContext& context_;
  std::unique_ptr<MaintenanceConnector> connector_;
  std::unique_ptr<Journal> journal_;
  std::thread thread_;
};

}  // namespace pgmedic
