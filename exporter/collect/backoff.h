// Delays between attempts to connect: doubling, bounded, with jitter so that a fleet does not return in step.
// Thread rule: one thread, or under the owner's lock.
#pragma once

#include <algorithm>
#include <random>

#include "base/clock.h"
#include "base/limits.h"

namespace pgmedic {

class Backoff {
 public:
  // A target that is polled every few seconds is also retried that often.
  explicit Backoff(Milliseconds longest = limits::kBackoffLongest)
      : longest_(std::min<Milliseconds>(std::max<Milliseconds>(longest, kShortest), limits::kBackoffLongest)),
        random_(std::random_device{}()) {}

  void reset() { failures_ = 0; }

  // The delay after one more failure: between half and the whole of 1 s, 2 s, 4 s, ...
  Milliseconds next() {
    const auto doubled = Milliseconds(limits::kBackoffFirst) * (1 << std::min(failures_, 10));
    ++failures_;
    const Milliseconds whole = std::min<Milliseconds>(doubled, longest_);
    std::uniform_int_distribution<Milliseconds::rep> jitter(whole.count() / 2, whole.count());
    return Milliseconds(jitter(random_));
  }

 private:
  static constexpr Milliseconds kShortest{200};
  Milliseconds longest_;
  int failures_ = 0;
  std::minstd_rand random_;
};

}  // namespace pgmedic
