// What the program wants of a worker: to stop, to be quick. And what it works on, for people to see.
// Thread rule: any thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>

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
  // Returns after that time, or when there is something new.
  void rest(Milliseconds time);

  void show(std::optional<Progress> progress);
  std::optional<Progress> shown() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;             // guarded by mutex_
  bool news_ = false;                 // guarded by mutex_
  std::optional<Progress> progress_;  // guarded by mutex_
};

}  // namespace pgmedic
