// One statement in a thread of its own, so that somebody can watch meanwhile.
// Thread rule: the worker's thread; only the statement's own thread touches the session until it has finished.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "postgres/maintenance_session.h"

namespace pgmedic {

class StatementRun {
 public:
  StatementRun(MaintenanceSession& session, std::string sql);
  // Cuts the connection unless the statement has finished; the server goes on.
  ~StatementRun();
  StatementRun(const StatementRun&) = delete;
  StatementRun& operator=(const StatementRun&) = delete;

  bool finished() const;
  // Waits at most that long for the end.
  bool wait(Milliseconds time);
  // What came of it; only after it has finished.
  ActionReply take();

 private:
  MaintenanceSession& session_;
  mutable std::mutex mutex_;
  std::condition_variable done_;
  std::optional<ActionReply> reply_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace pgmedic
