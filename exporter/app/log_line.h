// One log record as one line of text. Whatever the values hold, a record stays one line of valid UTF-8 without control
// characters: names and messages come from servers, and a log must not be forged through them.
// Thread rule: free functions.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "app/options.h"
#include "base/clock.h"
#include "base/log.h"

namespace pgmedic {

const char* log_level_name(LogLevel level);

// ts=2026-11-22T18:25:01.123Z level=info msg="..." key=value, or the same as a JSON object. Without a newline.
std::string format_log_line(LogFormat format, WallTime time, LogLevel level, std::string_view message,
                            std::initializer_list<LogField> fields);

// 2026-11-22T18:25:01.123Z
std::string format_utc(WallTime time);

}  // namespace pgmedic
