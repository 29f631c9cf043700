// Numbers, times and texts as people read them on the status page.
// Thread rule: free functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace pgmedic {

// For element content and quoted attributes; bytes that are no UTF-8 and control characters become U+FFFD.
std::string escape_html(std::string_view text);
// style: a class of the style sheet, as "ok", "warn" and "bad".
std::string badge(const char* style, std::string_view text);

std::string human_count(std::size_t count);                         // "12,345"
std::string human_plural(std::size_t count, const char* singular);  // "1 database", "2 databases"
std::string human_age(std::chrono::duration<double> age);           // "now", "12 s", "3 min", "2 h", "5 d"
std::string human_took(std::chrono::duration<double> duration);     // "0.4 ms", "12 ms", "1.2 s"
std::string human_interval(Milliseconds interval);                  // "15 s", "1 min", "1 min 30 s"
std::string human_time(WallTime time);                              // "2026-01-02 03:04:05 UTC"
std::string human_percent(double ratio);                            // "0.12 %"

}  // namespace pgmedic
