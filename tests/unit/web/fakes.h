// Stand-ins for the layers below the web layer: a fleet made by hand, a clock that stands, a log that remembers.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "collect/fleet.h"
#include "metrics/page.h"

namespace pgmedic::test {

inline std::shared_ptr<const Part> make_part(const std::string& family, std::size_t samples = 1, const std::string& label = "db") {
  FamilyPart made;
  made.name = family;
  made.help = "A family of the tests.";
  made.samples = samples;
  std::string text;
  for (std::size_t i = 0; i < samples; ++i) {
    text += family + "{datname=\"" + label + std::to_string(i) + "\"} " + std::to_string(i) + "\n";
  }
  made.text = deflate_chunk(text);
  Part part;
  part.families.push_back(std::move(made));
  part.series = samples;
  return std::make_shared<const Part>(std::move(part));
}

class FakeTarget final : public TargetView {
 public:
  explicit FakeTarget(TargetStatus status) : status_(std::move(status)) {}

  const std::string& name() const override { return status_.name; }
  const std::map<std::string, std::string>& labels() const override { return labels_; }
  std::vector<std::shared_ptr<const Part>> parts() const override { return parts_; }
  TargetStatus status() const override { return status_; }

  // NOLINTBEGIN(readability-identifier-naming): tests set them, and the plain names are those of the methods
  TargetStatus status_;
  std::map<std::string, std::string> labels_;
  std::vector<std::shared_ptr<const Part>> parts_;
  // NOLINTEND(readability-identifier-naming)
};

class FakeFleet final : public Fleet {
 public:
  std::vector<std::shared_ptr<const TargetView>> targets() const override { return {targets_.begin(), targets_.end()}; }
  std::shared_ptr<const TargetView> find(const std::string& name) const override {
    const auto found = std::find_if(targets_.begin(), targets_.end(), [&](const auto& target) { return target->name() == name; });
    return found == targets_.end() ? nullptr : *found;
  }
  std::vector<std::shared_ptr<const Part>> own_parts() const override { return own_; }
  bool ready() const override { return ready_; }

  FakeTarget& add(const std::string& name) {
    TargetStatus status;
    status.name = name;
    targets_.push_back(std::make_shared<FakeTarget>(status));
    return *targets_.back();
  }

  // NOLINTBEGIN(readability-identifier-naming): tests set them, and the plain names are those of the methods
  std::vector<std::shared_ptr<FakeTarget>> targets_;
  std::vector<std::shared_ptr<const Part>> own_;
  bool ready_ = true;
  // NOLINTEND(readability-identifier-naming)
};

class StandingClock final : public Clock {
 public:
  SteadyTime steady_now() const override { return steady_; }
  WallTime wall_now() const override { return now_; }
  // NOLINTBEGIN(readability-identifier-naming): tests set them, and the plain names are those of the methods
  SteadyTime steady_{};
  WallTime now_ = WallTime(std::chrono::seconds(1'767'225'600));  // 2026-01-01 00:00:00 UTC
  // NOLINTEND(readability-identifier-naming)
};

class RememberingLog final : public Log {
 public:
  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
    const std::scoped_lock lock(mutex_);
    if (level == LogLevel::kDebug) {
      return;
    }
    text_ += message;
    for (const auto& field : fields) {
      text_ += " " + std::string(field.key) + "=" + field.value;
    }
    text_ += "\n";
  }
  std::string text() const {
    const std::scoped_lock lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;  // guarded by mutex_
};

}  // namespace pgmedic::test
