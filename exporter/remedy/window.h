// Windows of time in which remedies may start: on some weekdays, from a civil time of a time zone on, for so long.
// A window begins once for each civil day: where that time comes twice (clocks go back) the first one counts, where it never
// comes (clocks go forward) the moment of the change does. It lasts its duration in real time. Wall clocks decide whether a
// window is open and how much of it is left; whoever holds a deadline holds it on the steady clock, by `left`.
// Thread rule: free functions and plain values; any thread.
#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace pgmedic {

// What becomes of an action that still runs when its window closes.
enum class AtEnd { kFinish, kCancel };
const char* at_end_name(AtEnd at_end);  // "finish", "cancel"

struct Window {
  std::bitset<7> days;                 // 0 is Monday: the days on which it begins; none set: every day
  std::chrono::minutes start{0};       // since the civil day's beginning
  std::chrono::milliseconds length{};  // at most a week
  std::string zone = "UTC";            // an IANA name
  AtEnd at_end = AtEnd::kFinish;
  bool operator==(const Window&) const = default;
};

inline constexpr std::chrono::hours kLongestWindow{7 * 24};

struct WindowState {
  bool open = false;
  bool unbounded = false;          // there are no windows: always open
  WallTime opened{};               // when the last of the windows that are open did: names this opening, for budgets
  Milliseconds left{};             // until it closes; windows that overlap or touch count as one
  std::optional<WallTime> opens;   // when the next one opens, where none is open
  std::string zone;                // in which people think of it
  std::optional<WallTime> closed;  // when the last one closed, where none is open
  AtEnd at_end = AtEnd::kFinish;   // of that one
};

// What a list of windows says about an instant. An empty list is always open. Zones that are unknown never open.
WindowState window_state(const std::vector<Window>& windows, WallTime now);

// Whether work that takes so long ends before the window does. An empty reason: it does.
std::string window_misfit(const WindowState& state, Milliseconds duration);

// The weekday of that name ("mon", "monday"), 0 is Monday.
std::optional<std::size_t> parse_weekday(std::string_view name);
const char* weekday_name(std::size_t day);  // "mon"
// "02:00" -> minutes. And back.
Result<std::chrono::minutes> parse_time_of_day(std::string_view text);
std::string format_time_of_day(std::chrono::minutes time);

// Whether this machine knows the zone; the error names the nearest that it does.
Status check_zone(const std::string& zone);

// "Sat 2026-11-28 02:00 CET", for people.
std::string format_in_zone(WallTime time, const std::string& zone);

}  // namespace pgmedic
