// Remembers since when which object is beyond which threshold of which check.
// A finding needs the value to be beyond for the check's hold, and then goes on until the value is back by its hysteresis, or the
// object is missing from a fresh answer. Both severities are followed, each with a time of its own.
// Thread rule: externally synchronised.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "catalog/check.h"
#include "health/judge.h"
#include "health/observation.h"

namespace pgmedic {

struct Moment {
  SteadyTime steady;
  WallTime wall;
};

class Book {
 public:
  struct Entry {
    Observation observation;
    WallTime since;                                   // when the value went beyond the nearest threshold
    std::array<std::optional<SteadyTime>, 2> beyond;  // by severity: since when it counts
  };
  struct Page {
    SteadyTime expires;
    std::string reason;  // as in Judgement
    std::string detail;
    std::array<std::size_t, 2> cut{};
    std::unordered_map<std::string, Entry> entries;  // by the object's key
  };

  // What one answer said: objects that it does not mention are fine, or gone.
  void update(const Check& check, const std::string& place, Judgement judgement, const Moment& now, Milliseconds ttl);
  // Other thresholds are in force: what was noted is measured against them.
  void rejudge(const Check& check, SteadyTime now);
  // Forgets pages for which this is false.
  template <class Keep>
  void forget_unless(const Keep& keep) {
    for (auto page = pages_.begin(); page != pages_.end();) {
      page = keep(page->first.first, page->first.second) ? std::next(page) : erase(page);
    }
  }

  // The page of a check in a place; nullptr: none, or too old.
  const Page* find(const std::string& check, const std::string& place, SteadyTime now) const;
  // Places with a fresh page of that check.
  std::vector<std::string> places(const std::string& check, SteadyTime now) const;
  std::size_t objects() const { return objects_; }

 private:
  using Pages = std::map<std::pair<std::string, std::string>, Page>;  // by check and place
  Pages::iterator erase(Pages::iterator page);
  void make_room(SteadyTime now);
  void note(const Check& check, Page& page, Entry entry, SteadyTime now);

  Pages pages_;
  std::size_t objects_ = 0;  // over all pages
};

// The severity that an entry has reached; nothing: it is pending.
std::optional<Severity> severity_of(const Check& check, const Book::Entry& entry, SteadyTime now);
// The severity that it is on the way to.
Severity pending_severity(const Book::Entry& entry);

}  // namespace pgmedic
