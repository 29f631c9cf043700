// Looks from time to time whether rebuilds of ours that came to no good end have left an invalid index behind. What ended without
// one stays without one, so each is looked at once; where one is found, again and again until it is gone.
// Thread rule: the worker's thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "remedy/bench.h"

namespace pgmedic {

class LeftoverSearch {
 public:
  LeftoverSearch(Bench& bench, Milliseconds every) : bench_(bench), every_(every) {}

  // Tells the survey, where the last time is long ago.
  void look();

 private:
  // Nothing: the database cannot be asked now.
  std::optional<LeftoverCount> count_in(const std::string& database, const std::vector<const Action*>& rebuilds);

  Bench& bench_;
  const Milliseconds every_;
  std::optional<SteadyTime> looked_at_;
  std::set<std::string> clean_;                  // actions that left nothing
  std::map<std::string, LeftoverCount> counts_;  // by database
};

}  // namespace pgmedic
