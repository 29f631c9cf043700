#include "app/stream_log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <utility>

#include "app/log_line.h"

namespace pgmedic {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kInfo: return spdlog::level::info;
    case LogLevel::kWarn: return spdlog::level::warn;
    case LogLevel::kError: return spdlog::level::err;
  }
  return spdlog::level::err;
}

class SpdLog final : public Log {
 public:
  SpdLog(LogSettings settings, const Clock& clock, spdlog::sink_ptr sink)
      : format_(settings.format), clock_(clock), logger_("pgmedic", std::move(sink)) {
    logger_.set_pattern("%v");  // the line is complete when it gets there
    logger_.set_level(spdlog_level(settings.level));
    logger_.flush_on(spdlog::level::debug);
  }

  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) override {
    if (logger_.should_log(spdlog_level(level))) {
      const std::string line = format_log_line(format_, clock_.wall_now(), level, message, fields);
      logger_.log(spdlog_level(level), spdlog::string_view_t(line));
    }
  }

 private:
  const LogFormat format_;
  const Clock& clock_;
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> make_stderr_log(LogSettings settings, const Clock& clock) {
  return std::make_unique<SpdLog>(settings, clock, std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

std::unique_ptr<Log> make_stream_log(LogSettings settings, const Clock& clock, std::ostream& stream) {
  return std::make_unique<SpdLog>(settings, clock, std::make_shared<spdlog::sinks::ostream_sink_mt>(stream));
}

}  // namespace pgmedic
