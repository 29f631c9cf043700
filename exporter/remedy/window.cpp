#include "remedy/window.h"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "base/text.h"

namespace pgmedic {
namespace {

constexpr std::array<const char*, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<const char*, 7> kLongDays{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

const date::time_zone* find_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;  // the library throws for names that it does not know
  }
}

// The instant of that civil time: the first of two, or the moment at which clocks skip it.
WallTime instant_of(const date::time_zone& zone, date::local_seconds civil) {
  const date::local_info info = zone.get_info(civil);
  if (info.result == date::local_info::nonexistent) {
    return WallTime(info.first.end.time_since_epoch());
  }
  return WallTime((date::sys_seconds(civil.time_since_epoch()) - info.first.offset).time_since_epoch());
}

struct Opening {
  WallTime begin;
  WallTime end;
  const Window* window = nullptr;
};

// Every opening of the window that could touch the days from a week before to eight days after the instant.
void add_openings(const Window& window, WallTime now, std::vector<Opening>& openings) {
  const date::time_zone* const zone = find_zone(window.zone);
  if (zone == nullptr) {
    return;
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const date::local_days today = date::floor<date::days>(zone->to_local(seconds));
  for (date::local_days day = today - date::days(8); day <= today + date::days(8); day += date::days(1)) {
    const std::size_t weekday = date::weekday(day).iso_encoding() - 1;
    if (window.days.any() && !window.days[weekday]) {
      continue;
    }
    const WallTime begin = instant_of(*zone, date::local_seconds(day) + window.start);
    openings.push_back({begin, begin + window.length, &window});
  }
}

}  // namespace

WindowState window_state(const std::vector<Window>& windows, WallTime now) {
  WindowState state;
  if (windows.empty()) {
    state.open = true;
    state.unbounded = true;
    return state;
  }
  std::vector<Opening> openings;
  for (const Window& window : windows) {
    add_openings(window, now, openings);
  }
  std::sort(openings.begin(), openings.end(), [](const Opening& a, const Opening& b) { return a.begin < b.begin; });
  state.zone = windows.front().zone;
  WallTime closes = now;
  for (const Opening& opening : openings) {
    if (opening.begin <= now && now < opening.end) {
      state.open = true;
      state.opened = opening.begin;
      state.zone = opening.window->zone;
      closes = std::max(closes, opening.end);
    } else if (state.open && opening.begin <= closes) {
      closes = std::max(closes, opening.end);
    } else if (!state.open && opening.begin > now) {
      state.opens = opening.begin;
      state.zone = opening.window->zone;
      break;
    }
  }
  if (!state.open) {
    for (const Opening& opening : openings) {
      if (opening.end <= now && (!state.closed || *state.closed <= opening.end)) {
        state.closed = opening.end;
        state.at_end = opening.window->at_end;
      }
    }
  }
  state.left = std::chrono::duration_cast<Milliseconds>(closes - now);
  return state;
}

std::string window_misfit(const WindowState& state, Milliseconds duration) {
  if (!state.open) {
    return state.opens ? "the next window opens at " + format_in_zone(*state.opens, state.zone) : "no window opens within a week";
  }
  if (state.unbounded || duration <= state.left) {
    return {};
  }
  const auto whole_seconds = [](Milliseconds time) { return format_duration(std::chrono::ceil<std::chrono::seconds>(time)); };
  return "it would take " + whole_seconds(duration) + ", and the window is open for " + whole_seconds(state.left) + " more";
}

std::optional<std::size_t> parse_weekday(std::string_view name) {
  for (std::size_t day = 0; day < kDays.size(); ++day) {
    if (name == kDays.at(day) || name == kLongDays.at(day)) {
      return day;
    }
  }
  return std::nullopt;
}

const char* at_end_name(AtEnd at_end) {
  return at_end == AtEnd::kFinish ? "finish" : "cancel";
}

const char* weekday_name(std::size_t day) {
  return day < kDays.size() ? kDays.at(day) : "?";
}

Result<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4)) {
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours < 24 && minutes < 60) {
      return std::chrono::minutes(hours * 60 + minutes);
    }
  }
  return Error{ErrorCode::kInvalid, "\"" + std::string(text) + "\" is no time of day", "write it as \"02:30\", from 00:00 to 23:59"};
}

std::string format_time_of_day(std::chrono::minutes time) {
  return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

Status check_zone(const std::string& zone) {
  if (find_zone(zone) != nullptr) {
    return {};
  }
  std::vector<std::string> names;
  try {
    for (const date::time_zone& known : date::get_tzdb().zones) {
      names.push_back(known.name());
    }
  } catch (const std::exception& fault) {
    return Error{ErrorCode::kInvalid, std::string("no time zones can be read: ") + fault.what(), "install the package tzdata"};
  }
  return Error{ErrorCode::kInvalid, "unknown time zone \"" + zone + "\"" + did_you_mean(zone, names),
               "write an IANA name such as Europe/Berlin, or UTC"};
}

std::string format_in_zone(WallTime time, const std::string& zone) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  try {
    const date::time_zone* const known = find_zone(zone);
    return date::format("%a %F %H:%M %Z", date::make_zoned(known == nullptr ? date::locate_zone("UTC") : known, seconds));
  } catch (const std::exception&) {
    return date::format("%a %F %H:%M UTC", seconds);
  }
}

}  // namespace pgmedic
