#include "remedy/outside_desk.h"

#include <exception>

namespace pgmedic {
namespace {

constexpr Milliseconds kFresh{3'000};  // not asked again

Error nobody_answers(const OutsideQuestion& question, const std::string& why) {
  return Error{ErrorCode::kUnavailable, (question.query.empty() ? question.source.url : "the expression " + question.query) + ": " + why};
}

}  // namespace

OutsideDesk::OutsideDesk(std::shared_ptr<const Outside> outside, const Clock& clock) : outside_(std::move(outside)), clock_(clock) {}

OutsideDesk::~OutsideDesk() {
  stop();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void OutsideDesk::stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  stopping_ = true;
  asked_.notify_all();
  answered_.notify_all();
}

Result<OutsideAnswer> OutsideDesk::ask_outside(const OutsideQuestion& question) const {
  try {
    return outside_->ask(question, stopping_);
  } catch (const std::exception& fault) {
    return nobody_answers(question, fault.what());
  }
}

const OutsideDesk::Entry& OutsideDesk::wanted(const OutsideQuestion& question) {
  const Key key(question.source.url, question.query);
  Entry& entry = entries_[key];
  const bool fresh = entry.newest && clock_.steady_now() - entry.newest_at < kFresh;
  if (!fresh && !entry.under_way) {
    entry.question = question;
    entry.under_way = true;
    queue_.push_back(key);
    if (!thread_.joinable()) {
      thread_ = std::thread([this] { run(); });
    }
    asked_.notify_one();
  }
  return entry;
}

Result<OutsideAnswer> OutsideDesk::ask(const OutsideQuestion& question) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (outside_ == nullptr || stopping_) {
    return nobody_answers(question, "nobody can be asked now");
  }
  const Entry& entry = wanted(question);
  // Every question before it ends within its own timeout.
  answered_.wait(lock, [&] { return stopping_ || !entry.under_way; });
  return entry.under_way ? Result<OutsideAnswer>(nobody_answers(question, "pgmedic ends")) : *entry.newest;
}

Result<OutsideAnswer> OutsideDesk::look(const OutsideQuestion& question, Milliseconds max_age) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (outside_ == nullptr || stopping_) {
    return nobody_answers(question, "nobody can be asked now");
  }
  const Entry& entry = wanted(question);
  if (entry.good && clock_.steady_now() - entry.good_at <= max_age) {
    return *entry.good;
  }
  return entry.newest && !entry.newest->ok() ? *entry.newest
                                             : Result<OutsideAnswer>(nobody_answers(question, "no answer has come of late"));
}

void OutsideDesk::run() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    asked_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (stopping_) {
      return;
    }
    Entry& entry = entries_[queue_.front()];
    queue_.pop_front();
    const OutsideQuestion question = entry.question;
    lock.unlock();
    Result<OutsideAnswer> answer = ask_outside(question);
    lock.lock();
    entry.newest_at = clock_.steady_now();
    if (answer) {
      entry.good = *answer;
      entry.good_at = entry.newest_at;
    }
    entry.newest = std::move(answer);
    entry.under_way = false;
    answered_.notify_all();
  }
}

}  // namespace pgmedic
