// A part that is made when it is asked for, but not more often than a page can tell the difference: ten scrapers cost as
// much as one.
// Thread rule: any thread; one of them makes the part, the others wait for it.
#pragma once

#include <memory>
#include <mutex>

#include "base/clock.h"
#include "metrics/part.h"

namespace pgmedic {

class CachedPart {
 public:
  template <class Make>
  std::shared_ptr<const Part> get(SteadyTime now, const Make& make) {
    const std::lock_guard lock(mutex_);
    if (!part_ || now - made_ >= kFresh) {
      part_ = make();
      made_ = now;
    }
    return part_;
  }

 private:
  // No Prometheus scrapes more often than once a second.
  static constexpr Milliseconds kFresh{500};
  std::mutex mutex_;
  std::shared_ptr<const Part> part_;  // guarded by mutex_
  SteadyTime made_{};                 // guarded by mutex_
};

}  // namespace pgmedic
