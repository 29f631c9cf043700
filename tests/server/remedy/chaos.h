// Random faults for two replicas that work on a server under load. What happens is decided by a seed alone; when it happens is
// not, so that a seed brings back the kind of a bad day, not its every moment.
// Thread rule: the test's thread.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "server/remedy/remedy_ground.h"
#include "server/remedy/workload.h"

namespace pgmedic {

class Chaos : public RemedyGround {
 protected:
  void SetUp() override;

  // One random fault; returns what it was.
  std::string strike();
  // All faults are over; both replicas live.
  void end_faults();
  // Nothing of what was nominated is open any more.
  bool settles();
  std::string what_is_open();
  // What the application wrote is there, and only what it wrote.
  void expect_ledger();

  std::mt19937 random_{std::random_device()()};  // seeded anew by the case, which says with what
  std::unique_ptr<Workload> application_;

 private:
  struct Fault {
    const char* name;
    double weight;
    void (Chaos::*happens)();
  };
  static const std::vector<Fault>& faults();

  std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
  std::string pick_table();
  Remedies& pick_replica();
  void make_tables();
  void revive(const std::string& slot);

  support::SqlClient& open_session(const std::string& begin);
  void nominate_something();
  void open_writer();
  void open_reader();
  void open_snapshot();
  void close_session();
  void maintain_by_hand();
  void cancel_backend();
  void terminate_backend();
  void kill_backend();
  void kill_replica();
  void stop_replica();
  void let_time_pass();
  void pull_kill_switch();
  void reset_kill_switch();
  void pause();
  void resume();
  void restart_server();

  std::size_t tables_ = 30;
  std::size_t nominated_ = 0;
  int lives_ = 0;
  std::map<std::string, std::unique_ptr<Remedies>> replicas_;  // by slot: "left", "right"
  std::map<std::string, std::string> names_;                   // by slot
  std::list<support::SqlClient> sessions_;                     // of people who forget to commit
};

}  // namespace pgmedic
