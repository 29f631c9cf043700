// A log that keeps what it is told.
// Thread rule: any thread.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.h"

namespace pgmedic::support {

class RecordingLog final : public Log {
 public:
  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
    std::string line(message);
    for (const LogField& field : fields) {
      line += " " + std::string(field.key) + "=" + field.value;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    lines_.emplace_back(level, std::move(line));
  }

  // "message key=value ..." of every entry.
  std::vector<std::string> lines() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<std::string> lines;
    for (const auto& [level, line] : lines_) {
      lines.push_back(line);
    }
    return lines;
  }
  std::size_t count(LogLevel level) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::size_t count = 0;
    for (const auto& [line_level, line] : lines_) {
      count += line_level == level ? 1U : 0U;
    }
    return count;
  }
  bool contains(std::string_view text) const {
    const std::vector<std::string> all = lines();
    return std::any_of(all.begin(), all.end(), [&](const std::string& line) { return line.find(text) != std::string::npos; });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<LogLevel, std::string>> lines_;  // guarded by mutex_
};

}  // namespace pgmedic::support
