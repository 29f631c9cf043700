// What has not begun: proposals are measured and judged again and again, expire, are released where the policy says so; and
// among the released ones the most worthwhile is chosen.
// Thread rule: the worker's thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "remedy/bench.h"
#include "remedy/deliberation.h"

namespace pgmedic {

struct Pace;

class Proposals {
 public:
  Proposals(Bench& bench, const Pace& pace) : bench_(bench), pace_(pace) {}

  // Ends what is too old, and measures the one proposal whose turn it is. True when something was done.
  bool tend(std::vector<Action>& open);
  // The released one to be tried next, the most worthwhile first; but before one is tried again, all others that are due have
  // had their turn. None when nothing is due.
  std::optional<Action> next(const std::vector<Action>& open);
  // Whether guards still hold it back, by what was measured last: measuring again costs more than asking.
  bool is_still_held(Action& action);
  // It was tried, and what was measured for that.
  void tried(const std::string& id, const std::optional<Candidate>& measured);
  // Keep nothing about actions that are over.
  void forget_all_but(const std::vector<Action>& open);

 private:
  struct Memory {
    std::optional<SteadyTime> due;       // not before
    bool released = false;               // when `due` was set; a person's word makes it due at once
    std::optional<Candidate> candidate;  // as measured last
    double worth = 0;                    // what it gains in a second of work
    std::uint64_t round = 0;             // in which it was tried last
    void keep(Candidate measured);
  };
  bool expire(Action& action);
  void consider(Action& action);
  void decide(Action& action, const Deliberation& thought);
  Result<Deliberation> think(const Action& action, bool measure_again);
  bool is_due(const Action& action);
  void put_off(Memory& memory, bool released, Milliseconds pause) const;

  Bench& bench_;
  const Pace& pace_;
  std::map<std::string, Memory> memory_;  // by action
  std::uint64_t round_ = 1;
};

}  // namespace pgmedic
