// What people and the program want of a worker: to stop, to be quick, to give an action up. And what it works on, for them to see.
// Thread rule: any thread.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "remedy/remedy_report.h"

namespace pgmedic {

class Orders {
 public:
  // The program ends: let go of everything. A statement that runs goes on by itself.
  void stop();
  bool stopping() const;
  // Look again now.
  void wake();
  // Gives up what runs: this action, or any.
  void cancel(const std::string& action_id, const std::string& why);
  void abort(const std::string& why);
  // Why this action is to be given up; taking it back is not possible.
  std::optional<std::string> cancelled(const std::string& action_id) const;
  // It has ended: orders about it are moot.
  void forget(const std::string& action_id);

  // Returns after that time, or when there is something new.
  void rest(Milliseconds time);

  void show(std::optional<Progress> progress);
  std::optional<Progress> shown() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;                       // guarded by mutex_
  bool news_ = false;                           // guarded by mutex_
  std::map<std::string, std::string> cancels_;  // guarded by mutex_
  std::optional<Progress> progress_;            // guarded by mutex_
};

}  // namespace pgmedic
