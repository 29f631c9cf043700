#include "base/amount.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace pgmedic {
namespace {

struct Step {
  double size;
  const char* name;
};
constexpr std::array<Step, 4> kSizes{{{1099511627776.0, "TB"}, {1073741824.0, "GB"}, {1048576.0, "MB"}, {1024.0, "kB"}}};
constexpr std::array<Step, 4> kTimes{{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}};

std::string with_separators(double whole) {
  std::string digits = fmt::format("{:.0f}", whole);
  for (std::size_t end = digits.size(); end > 3; end -= 3) {
    digits.insert(end - 3, ",");
  }
  return digits;
}

// One digit behind the point below 10, none above, never ".0".
std::string short_number(double value) {
  if (value >= 9.95 || value == std::floor(value)) {
    return with_separators(std::round(value));
  }
  const std::string text = fmt::format("{:.1f}", value);
  return text.substr(text.size() - 2) == ".0" ? text.substr(0, text.size() - 2) : text;
}

std::string plain_number(double value) {
  if (value == std::floor(value) || value >= 1000) {
    return with_separators(std::round(value));
  }
  return fmt::format("{:.3g}", value);
}

std::string size_text(double bytes) {
  for (const Step& step : kSizes) {
    // 1023.9 kB would be written "1,024 kB".
    if (bytes >= step.size * 0.9995) {
      return short_number(bytes / step.size) + " " + step.name;
    }
  }
  return short_number(bytes) + " B";
}

// The two largest units that say something.
std::string time_text(double seconds) {
  if (seconds < 1 && seconds > 0) {
    return fmt::format("{:.3g} ms", seconds * 1000);
  }
  if (seconds < 10) {
    return short_number(seconds) + " s";
  }
  double rest = std::round(seconds);
  for (std::size_t i = 0; i + 1 < kTimes.size(); ++i) {
    if (rest < kTimes.at(i).size) {
      continue;
    }
    const double count = std::floor(rest / kTimes.at(i).size);
    const Step& next = kTimes.at(i + 1);
    rest = std::floor((rest - count * kTimes.at(i).size) / next.size);
    const std::string text = with_separators(count) + " " + kTimes.at(i).name;
    return rest > 0 ? fmt::format("{} {:.0f} {}", text, rest, next.name) : text;
  }
  return fmt::format("{:.0f} s", rest);
}

std::string percent_text(double ratio) {
  const double percent = ratio * 100;
  // Near the whole, what is missing counts.
  if (percent > 99 && percent < 100) {
    return fmt::format("{:.4g} %", percent);
  }
  if (percent >= 9.95) {
    return with_separators(std::round(percent)) + " %";
  }
  return fmt::format("{:.2g} %", percent);
}

std::string positive_text(double value, std::string_view unit) {
  if (unit == "bytes") {
    return size_text(value);
  }
  if (unit == "seconds") {
    return time_text(value);
  }
  return unit == "ratio" ? percent_text(value) : plain_number(value);
}

}  // namespace

std::string amount_text(double value, std::string_view unit) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "unknown" : (value > 0 ? "infinite" : "-infinite");
  }
  return value < 0 ? "-" + positive_text(-value, unit) : positive_text(value, unit);
}

}  // namespace pgmedic
