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

void Orders::cancel(const std::string& action_id, const std::string& why) {
  const std::lock_guard<std::mutex> lock(mutex_);
  cancels_.emplace(action_id, why);
  news_ = true;
  changed_.notify_all();
}

void Orders::abort(const std::string& why) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (progress_) {
    cancels_.emplace(progress_->action_id, why);
  }
  news_ = true;
  changed_.notify_all();
}

std::optional<std::string> Orders::cancelled(const std::string& action_id) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = cancels_.find(action_id);
  return found == cancels_.end() ? std::nullopt : std::optional<std::string>(found->second);
}

void Orders::forget(const std::string& action_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  cancels_.erase(action_id);
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
