// How much counters grew during the last while: a bounded history of each.
// Thread rule: externally synchronised.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace pgmedic {

class Increases {
 public:
  // The counter's value now. Gives what it grew during the window, resets allowed for; nothing before half of the window was
  // seen, and then what there is.
  std::optional<double> add(const std::string& counter, double value, SteadyTime now, Milliseconds window);

  // Forgets the counters that had no value since then.
  void forget_before(SteadyTime time);
  std::size_t size() const { return counters_.size(); }

 private:
  struct Point {
    SteadyTime time;
    double grown = 0;  // since the counter was first seen
  };
  struct Counter {
    double last = 0;
    SteadyTime seen;
    double grown = 0;
    std::deque<Point> points;  // the first one as old as the window, as soon as there is one
  };
  std::unordered_map<std::string, Counter> counters_;
};

}  // namespace pgmedic
