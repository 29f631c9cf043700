// How the remedies of one target stand now, for the page and for people: what is open and what it waits for, what the journal
// says of all objects, windows and budgets. The journal is asked seldom and never because somebody looks.
// Thread rule: the worker's thread tells it; any thread reads.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "remedy/guard.h"
#include "remedy/journal.h"
#include "remedy/policy.h"
#include "remedy/remedy_report.h"
#include "remedy/tally.h"

namespace pgmedic {

// Invalid indexes that interrupted rebuilds of ours left behind.
struct LeftoverCount {
  std::size_t ready = 0;  // every write maintains them
  std::size_t not_ready = 0;
};

class Survey {
 public:
  // every: how often the journal is asked.
  Survey(const TargetPolicy& policy, Journal& journal, const Clock& clock, Tally& tally, Milliseconds every)
      : policy_(policy), journal_(journal), clock_(clock), tally_(tally), every_(every) {}

  // All open actions and what people have ordered, as the journal had them a moment ago.
  void see(const std::vector<Action>& open, const ControlState& control);
  // What guards have said just now.
  void heard(const std::vector<GuardResult>& guards);
  void found(const LeftoverCount& leftovers);
  // Asks the journal about all objects and about windows, where the last time is long ago; while an action runs, about the
  // former, too.
  void refresh(bool open_too);

  std::size_t open() const;
  std::map<std::string, int> open_by_state() const;
  std::string waiting_for() const;
  ControlState control() const;
  void add_to(std::vector<RemedySample>& samples) const;

 private:
  using Kind = std::pair<Remedy, State>;
  struct Group {
    std::size_t count = 0;
    WallTime oldest;  // since when the first of them has been in this state
  };
  void count_waiting(const Action& action, std::set<std::string>& holding);
  void add_open(std::vector<RemedySample>& samples) const;
  void add_guards(std::vector<RemedySample>& samples, WallTime now) const;
  void add_census(std::vector<RemedySample>& samples) const;
  void add_policy(std::vector<RemedySample>& samples, WallTime now) const;

  const TargetPolicy& policy_;
  Journal& journal_;
  const Clock& clock_;
  Tally& tally_;
  const Milliseconds every_;

  std::optional<SteadyTime> seen_at_;       // the worker's thread
  std::optional<SteadyTime> refreshed_at_;  // the worker's thread

  mutable std::mutex mutex_;
  // All guarded by mutex_.
  std::map<Kind, Group> open_;
  std::map<Remedy, Group> awaiting_;           // a person's approval
  std::map<std::string, std::size_t> blocks_;  // guard -> actions
  std::map<std::string, WallTime> inputs_;     // guard -> of when what it last looked at is
  std::string waiting_for_;
  ControlState control_;
  std::optional<LeftoverCount> leftovers_;
  std::map<Remedy, RemedyCensus> census_;
  std::map<Remedy, WindowUsage> usage_;
};

}  // namespace pgmedic
