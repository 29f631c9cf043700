#include "web/human.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <ctime>

#include "base/text.h"

namespace pgmedic {
namespace {

using Seconds = std::chrono::duration<double>;

const char* entity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return nullptr;
  }
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

struct Unit {
  double seconds;
  const char* name;
};
constexpr std::array<Unit, 4> kUnits{{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : repair_utf8(text)) {
    if (const char* name = entity(c)) {
      out += name;
    } else if (is_control(c)) {
      out += "\xEF\xBF\xBD";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string badge(const char* style, std::string_view text) {
  return std::string("<span class=\"badge ") + style + "\">" + escape_html(text) + "</span>";
}

std::string human_count(std::size_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t end = digits.size(); end > 3; end -= 3) {
    digits.insert(end - 3, ",");
  }
  return digits;
}

std::string human_plural(std::size_t count, const char* singular) {
  return human_count(count) + " " + singular + (count == 1 ? "" : "s");
}

std::string human_age(Seconds age) {
  const double seconds = age.count();
  if (seconds < 1) {
    return "now";
  }
  // Two of a unit at least, so that "1 h" never hides another 59 minutes.
  for (const Unit& unit : kUnits) {
    if (seconds >= 2 * unit.seconds || unit.seconds == 1) {
      return fmt::format("{:.0f} {}", std::floor(seconds / unit.seconds), unit.name);
    }
  }
  return {};
}

std::string human_took(Seconds duration) {
  const double milliseconds = duration.count() * 1000;
  if (milliseconds < 10) {
    return fmt::format("{:.1f} ms", milliseconds);
  }
  return milliseconds < 1000 ? fmt::format("{:.0f} ms", milliseconds) : fmt::format("{:.1f} s", milliseconds / 1000);
}

std::string human_interval(Milliseconds interval) {
  double rest = Seconds(interval).count();
  if (rest < 1) {
    return fmt::format("{:.0f} ms", rest * 1000);
  }
  std::string text;
  for (const Unit& unit : kUnits) {
    const double count = std::floor(rest / unit.seconds);
    if (count > 0) {
      text += fmt::format("{}{:.0f} {}", text.empty() ? "" : " ", count, unit.name);
      rest -= count * unit.seconds;
    }
  }
  return text;
}

std::string human_time(WallTime time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return {text.data(), length};
}

std::string human_percent(double ratio) {
  return fmt::format("{:.{}f} %", ratio * 100, ratio < 0.1 ? 2 : 0);
}

}  // namespace pgmedic
