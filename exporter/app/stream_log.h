// The log of the program: formatted lines on stderr.
// Thread rule: any thread; lines never mix.
#pragma once

#include <memory>
#include <ostream>

#include "app/options.h"
#include "base/clock.h"
#include "base/log.h"

namespace pgmedic {

struct LogSettings {
  LogFormat format = LogFormat::kLogfmt;
  LogLevel level = LogLevel::kInfo;
};

// The clock outlives the log.
std::unique_ptr<Log> make_stderr_log(LogSettings settings, const Clock& clock);
// The same into a stream, which outlives the log.
std::unique_ptr<Log> make_stream_log(LogSettings settings, const Clock& clock, std::ostream& stream);

}  // namespace pgmedic
