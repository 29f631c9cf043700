// Why a statement of ours has to give way: somebody waits for it, or people want it gone.
// Thread rule: the worker's thread.
#pragma once

#include <map>
#include <string>

#include "remedy/bench.h"
#include "remedy/server_watch.h"

namespace pgmedic {

class Objections {
 public:
  Objections(const Bench& bench, Backend backend) : bench_(bench), backend_(std::move(backend)) {}

  // Of those who have been waiting for longer than the policy lets them; empty: nobody. Asked again and again, through a session
  // beside the statement's.
  std::string of_sessions(MaintenanceSession& session, SteadyTime now);
  // Orders, the kill switch, and a mode that does not allow the remedy any more; empty: none.
  std::string of_people(const Action& action) const;

 private:
  const Bench& bench_;
  const Backend backend_;
  std::map<int, SteadyTime> waiting_;  // since when a session was seen waiting for us
};

}  // namespace pgmedic
