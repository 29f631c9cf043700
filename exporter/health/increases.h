// How much counters grew during the last while: a bounded history of each.
// Thread rule: externally synchronised.
#pragma once

#include <cstddef>
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

  // Which server the values are from now on, by its life; empty: nobody knows. Another server's counters did not grow out of
  // those before, nor did a server's own that it began anew: what they have at first is no growth.
  void measured_on(const std::string& server_life);

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
    std::size_t life = 0;      // during which it was seen
    std::deque<Point> points;  // the first one as old as the window, as soon as there is one
  };
  std::unordered_map<std::string, Counter> counters_;
  std::string server_life_;
  std::size_t life_ = 0;  // counts them
};

}  // namespace pgmedic
