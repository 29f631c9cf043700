#include "health/increases.h"

#include "base/limits.h"

namespace pgmedic {

std::optional<double> Increases::add(const std::string& counter, double value, SteadyTime now, Milliseconds window) {
  auto found = counters_.find(counter);
  if (found == counters_.end()) {
    if (counters_.size() < limits::kCountersPerCheck) {
      counters_.emplace(counter, Counter{value, now, 0, life_, {Point{now, 0}}});
    }
    return std::nullopt;
  }
  Counter& known = found->second;
  if (now - known.seen > 2 * window) {
    // Nobody knows what happened when.
    known = Counter{value, now, 0, life_, {Point{now, 0}}};
    return std::nullopt;
  }
  if (known.life == life_) {
    // A counter that fell was reset: all it has now is new.
    known.grown += value >= known.last ? value - known.last : value;
  }
  known.life = life_;
  known.last = value;
  known.seen = now;
  if (now - known.points.back().time >= window / limits::kPointsPerCounter) {
    known.points.push_back({now, known.grown});
  }
  while (known.points.size() > 1 && known.points[1].time <= now - window) {
    known.points.pop_front();
  }
  const Point& first = known.points.front();
  const auto seen = std::chrono::duration<double>(now - first.time);
  if (seen < std::chrono::duration<double>(window) / 2) {
    return std::nullopt;
  }
  const double grown = known.grown - first.grown;
  // A little more than the window is the poll's grain; with much more, growth is taken to be even.
  const double too_long = seen / std::chrono::duration<double>(window);
  return too_long > 1.25 ? grown / too_long : grown;
}

void Increases::measured_on(const std::string& server_life) {
  if (server_life.empty() || server_life == server_life_) {
    return;
  }
  if (!server_life_.empty()) {
    ++life_;
  }
  server_life_ = server_life;
}

void Increases::forget_before(SteadyTime time) {
  for (auto counter = counters_.begin(); counter != counters_.end();) {
    counter = counter->second.seen < time ? counters_.erase(counter) : std::next(counter);
  }
}

}  // namespace pgmedic
