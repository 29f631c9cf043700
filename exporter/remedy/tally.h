// What this process counts of one target's remedies, for the page: steps, durations, gains, what guards held back. It begins at
// zero with the program, as counters do; what has to outlive it is in the journal, see survey.h.
// Thread rule: any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "metrics/distribution.h"
#include "remedy/remedy_report.h"

namespace pgmedic {

// One step that was written into the journal, and what the action came to so far.
struct StepTaken {
  Remedy remedy = Remedy::kAnalyze;
  std::optional<State> from;  // nothing: it was nominated
  State to = State::kProposed;
  std::optional<double> seconds;  // since its statement was sent
  std::optional<double> bytes_before;
  std::optional<double> bytes_after;
  std::optional<double> wal_predicted;
  std::optional<double> wal_written;
};

// Why an action was given up while it ran: few words, as a label.
std::string yield_reason(const std::string& why);

class Tally {
 public:
  // Remedies that may do something are shown with zeros from the start, so that Prometheus sees the first of each.
  explicit Tally(const std::set<Remedy>& active);

  void step(const StepTaken& step);
  void journal_failed();
  void gave_up(const std::string& why);
  void lost_connection();
  void dropped_leftover();
  void held_back(const std::set<std::string>& guards, double seconds);

  void add_to(std::vector<RemedySample>& samples) const;

 private:
  using Path = std::tuple<Remedy, std::string, State>;
  void came_to_an_end(const StepTaken& step);

  mutable std::mutex mutex_;
  // All guarded by mutex_.
  std::map<Path, double> steps_;
  std::map<std::pair<Remedy, State>, Distribution> durations_;
  std::map<Remedy, double> reclaimed_, wal_predicted_, wal_written_;
  std::map<std::string, double> yields_, held_seconds_;
  double journal_failures_ = 0;
  double losses_ = 0;
  double leftovers_dropped_ = 0;
};

// What can hold an action back besides guards, as hold_back() writes it.
const std::set<std::string>& other_blockers();

}  // namespace pgmedic
