#include "web/render_gate.h"

#include <utility>

namespace pgmedic {
namespace {

HttpResponse too_many() {
  return come_again("Too many ask for this at once. Try again in a moment.");
}

}  // namespace

// Counts for as long as some writer needs it.
class RenderGate::HeldText {
 public:
  HeldText(RenderGate& gate, std::string text) : gate_(gate), text_(std::move(text)) {
    const std::scoped_lock lock(gate_.mutex_);
    gate_.held_bytes_ += text_.capacity();
  }
  ~HeldText() {
    const std::scoped_lock lock(gate_.mutex_);
    gate_.held_bytes_ -= text_.capacity();
    gate_.changed_.notify_all();
  }
  HeldText(const HeldText&) = delete;
  HeldText& operator=(const HeldText&) = delete;
  const std::string& text() const { return text_; }

 private:
  RenderGate& gate_;
  const std::string text_;
};

HttpResponse RenderGate::answer(const std::string& key, const std::function<HttpResponse()>& make) {
  std::shared_ptr<Batch> batch;  // outlives the lock: with it may go the last of a text, which locks
  Lock lock(mutex_);
  const auto found = next_.find(key);
  if (found != next_.end()) {
    batch = found->second;
    return follow(lock, *batch);
  }
  batch = std::make_shared<Batch>();
  next_.emplace(key, batch);
  return lead(lock, key, *batch, make);
}

HttpResponse RenderGate::lead(Lock& lock, const std::string& key, Batch& batch, const std::function<HttpResponse()>& make) {
  // Those who wait for the answer are told whatever happens.
  const auto end = [&] {
    batch.over = true;
    changed_.notify_all();
  };
  const bool turn = wait(
      lock, [this] { return is_free(); }, [] { return true; });
  next_.erase(key);
  if (!turn) {
    end();
    return too_many();
  }
  batch.begun = true;
  ++rendering_;
  lock.unlock();
  std::shared_ptr<const HttpResponse> made;
  try {
    made = hold(make());
  } catch (...) {
    lock.lock();
    --rendering_;
    end();
    throw;
  }
  lock.lock();
  batch.answer = made;
  --rendering_;
  end();
  lock.unlock();
  return *made;
}

HttpResponse RenderGate::follow(Lock& lock, const Batch& batch) {
  const bool told = wait(
      lock, [&] { return batch.begun || batch.over; }, [&] { return batch.over; });
  lock.unlock();
  return told && batch.answer != nullptr ? *batch.answer : too_many();
}

// Held before the renderer's place is free, so that nothing is uncounted in between.
std::shared_ptr<const HttpResponse> RenderGate::hold(HttpResponse response) {
  const auto text = std::make_shared<const HeldText>(*this, std::move(response.body));
  response.body.clear();
  response.shared_body = std::shared_ptr<const std::string>(text, &text->text());
  return std::make_shared<const HttpResponse>(std::move(response));
}

bool RenderGate::wait(Lock& lock, const Condition& turn, const Condition& end) {
  if (turn() && end()) {
    return true;
  }
  if (waiting_ >= limits_.waiting) {
    return false;
  }
  ++waiting_;
  const bool in_time = changed_.wait_for(lock, limits_.longest_wait, turn);
  if (in_time) {
    changed_.wait(lock, end);
  }
  --waiting_;
  return in_time;
}

std::size_t RenderGate::held_bytes() const {
  const std::scoped_lock lock(mutex_);
  return held_bytes_;
}

std::size_t RenderGate::waiting() const {
  const std::scoped_lock lock(mutex_);
  return waiting_;
}

}  // namespace pgmedic
