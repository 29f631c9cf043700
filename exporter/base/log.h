// Logging as the layers see it: a message and fields. The application decides the format and where it goes.
// Messages are constant texts; what varies goes into fields. Never pass a secret.
// Thread rule: any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace pgmedic {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

struct LogField {
  std::string_view key;
  std::string value;
};

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) = 0;

  void debug(std::string_view message, std::initializer_list<LogField> fields = {}) { write(LogLevel::kDebug, message, fields); }
  void info(std::string_view message, std::initializer_list<LogField> fields = {}) { write(LogLevel::kInfo, message, fields); }
  void warn(std::string_view message, std::initializer_list<LogField> fields = {}) { write(LogLevel::kWarn, message, fields); }
  void error(std::string_view message, std::initializer_list<LogField> fields = {}) { write(LogLevel::kError, message, fields); }
};

}  // namespace pgmedic
