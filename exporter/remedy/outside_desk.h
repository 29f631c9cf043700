// Asks outside for one target, on a thread of its own, so that no watch over a statement ever waits for an answer. Answers, errors
// too, are kept for a few seconds, so that guards that ask the same ask once.
// Thread rule: any thread. The thread starts with the first question and ends with the desk.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "remedy/outside.h"

namespace pgmedic {

class OutsideDesk {
 public:
  // outside: null: nobody can be asked.
  OutsideDesk(std::shared_ptr<const Outside> outside, const Clock& clock);
  ~OutsideDesk();
  OutsideDesk(const OutsideDesk&) = delete;
  OutsideDesk& operator=(const OutsideDesk&) = delete;

  // The answer, waited for where there is none of late.
  Result<OutsideAnswer> ask(const OutsideQuestion& question);
  // The newest answer that is not older than that, while it is asked again. An error does not count before then: a server that
  // restarts must not end what has worked for hours.
  Result<OutsideAnswer> look(const OutsideQuestion& question, Milliseconds max_age);
  // Whoever waits gets an error at once.
  void stop();

 private:
  using Key = std::pair<std::string, std::string>;  // address and expression
  struct Entry {
    OutsideQuestion question;
    std::optional<Result<OutsideAnswer>> newest;
    SteadyTime newest_at{};
    std::optional<OutsideAnswer> good;  // the newest that is no error
    SteadyTime good_at{};
    bool under_way = false;
  };
  // With mutex_ held.
  const Entry& wanted(const OutsideQuestion& question);
  void run();
  Result<OutsideAnswer> ask_outside(const OutsideQuestion& question) const;

  const std::shared_ptr<const Outside> outside_;
  const Clock& clock_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::map<Key, Entry> entries_;  // guarded by mutex_
  std::deque<Key> queue_;         // guarded by mutex_
  std::condition_variable asked_;
  std::condition_variable answered_;
  std::thread thread_;  // guarded by mutex_ until stopping_
};

}  // namespace pgmedic
