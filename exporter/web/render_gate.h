// Answers that are made whole in memory before they are written: few are made at once, who asks the same at once shares one, and what
// waits to be written is bounded. Whatever the number of clients, the memory of all answers of a gate is at most
//   `renderers` answers being made (what they are made of, and their text) + `held_bytes` + `renderers` answers more:
// none is begun while `held_bytes` or more are held by writers, and those under way by then are held when they are made.
// Thread rule: any thread; nothing is locked while an answer is made or written. Outlives its answers.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "web/http.h"

namespace pgmedic {

struct RenderLimits {
  std::size_t renderers = 2;
  // More get 503 at once: scrapes need places and threads of the same listener.
  std::size_t waiting = 24;
  Milliseconds longest_wait{2000};  // for one's turn
  std::size_t held_bytes = 32UL * 1024 * 1024;
};

class RenderGate {
 public:
  explicit RenderGate(RenderLimits limits = {}) : limits_(limits) {}

  // What `make` gives, or what it gave somebody else with the same key: never something that was begun before this call. The key says
  // all that the answer depends on. 503 where it is not one's turn in time; exceptions of `make` pass.
  HttpResponse answer(const std::string& key, const std::function<HttpResponse()>& make);

  std::size_t held_bytes() const;
  std::size_t waiting() const;

 private:
  class HeldText;
  // Those who ask the same, until their answer is begun; whoever came first makes it.
  struct Batch {
    bool begun = false;
    bool over = false;
    std::shared_ptr<const HttpResponse> answer;  // null: there is none
  };
  using Lock = std::unique_lock<std::mutex>;
  using Condition = std::function<bool()>;

  HttpResponse lead(Lock& lock, const std::string& key, Batch& batch, const std::function<HttpResponse()>& make);
  HttpResponse follow(Lock& lock, const Batch& batch);
  std::shared_ptr<const HttpResponse> hold(HttpResponse response);
  bool is_free() const { return rendering_ < limits_.renderers && held_bytes_ < limits_.held_bytes; }
  // For the turn, within the limits, and then for the end of what was begun. False: it was not in time, or too many wait.
  bool wait(Lock& lock, const Condition& turn, const Condition& end);

  const RenderLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::shared_ptr<Batch>> next_;  // guarded by mutex_: not begun yet
  std::size_t rendering_ = 0;                           // guarded by mutex_
  std::size_t waiting_ = 0;                             // guarded by mutex_
  std::size_t held_bytes_ = 0;                          // guarded by mutex_
};

}  // namespace pgmedic
