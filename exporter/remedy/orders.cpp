#include "remedy/orders.h"

#include <utility>

namespace pgmedic {

void Orders::stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
}

bool Orders::stopping() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return stopping_;
}

void Orders::wake() {
  const std::lock_guard<std::mutex> lock(mutex_);
  news_ = true;
  changed_.notify_all();
}

void Orders::rest(Milliseconds time) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, time, [&] { return stopping_ || news_; });
  news_ = false;
}

void Orders::show(std::optional<Progress> progress) {
  const std::lock_guard<std::mutex> lock(mutex_);
  progress_ = std::move(progress);
}

std::optional<Progress> Orders::shown() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return progress_;
}

}  // namespace pgmedic
