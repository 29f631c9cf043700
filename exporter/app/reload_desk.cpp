#include "app/reload_desk.h"

#include <utility>

namespace pgmedic {
namespace {

// The control listener opens a moment before the daemon serves; a start that fails must not wait for its clients.
constexpr auto kOpensWithin = std::chrono::seconds(2);

Error no_reload() {
  return Error{ErrorCode::kUnavailable, "pgmedic is just starting or ending", "ask again in a moment"};
}

}  // namespace

ReloadDesk::ReloadDesk(std::function<void()> ring) : ring_(std::move(ring)) {}

Status ReloadDesk::ask() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kOpensWithin, [&] { return state_ != State::kOpening; });
  if (state_ != State::kOpen) {
    return no_reload();
  }
  const std::uint64_t ticket = ++asked_;
  ring_();
  changed_.wait(lock, [&] { return served_ >= ticket || state_ == State::kClosed; });
  return served_ >= ticket ? outcome_ : no_reload();
}

void ReloadDesk::open() {
  {
    const std::lock_guard lock(mutex_);
    state_ = State::kOpen;
  }
  changed_.notify_all();
}

void ReloadDesk::serve(const std::function<Status()>& reload) {
  std::uint64_t ticket = 0;
  {
    const std::lock_guard lock(mutex_);
    ticket = asked_;
    if (ticket == served_) {
      return;
    }
  }
  Status outcome = reload();
  {
    const std::lock_guard lock(mutex_);
    served_ = ticket;
    outcome_ = std::move(outcome);
  }
  changed_.notify_all();
}

void ReloadDesk::close() {
  {
    const std::lock_guard lock(mutex_);
    state_ = State::kClosed;
  }
  changed_.notify_all();
}

}  // namespace pgmedic
