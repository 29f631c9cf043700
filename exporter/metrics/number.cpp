#include "metrics/number.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <system_error>

namespace pgmedic {
namespace {

// Without an exponent, this many characters cannot leave the range of a double.
constexpr std::size_t kAlwaysInRange = 300;

// Up to here every integer is a double: 2^53.
constexpr double kExactIntegers = 9007199254740992.0;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Where the run of digits that starts there ends.
std::size_t skip_digits(std::string_view text, std::size_t position) {
  while (position < text.size() && is_digit(text[position])) {
    ++position;
  }
  return position;
}

struct Scan {
  bool number = false;
  bool exponent = false;
};

// -?digits(.digits)?([eE][+-]?digits)?
Scan scan_number(std::string_view text) {
  const std::size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  std::size_t end = skip_digits(text, start);
  if (end == start) {
    return {};
  }
  if (end < text.size() && text[end] == '.') {
    const std::size_t fraction = end + 1;
    end = skip_digits(text, fraction);
    if (end == fraction) {
      return {};
    }
  }
  if (end == text.size()) {
    return {true, false};
  }
  if (text[end] != 'e' && text[end] != 'E') {
    return {};
  }
  ++end;
  if (end < text.size() && (text[end] == '+' || text[end] == '-')) {
    ++end;
  }
  const std::size_t exponent = end;
  end = skip_digits(text, exponent);
  return {end > exponent && end == text.size(), true};
}

std::string_view page_word(std::string_view text) {
  if (text == "NaN") {
    return "NaN";
  }
  if (text == "Infinity") {
    return "+Inf";
  }
  return text == "-Infinity" ? "-Inf" : std::string_view();
}

}  // namespace

std::string_view page_number(std::string_view text) {
  const Scan scan = scan_number(text);
  if (!scan.number) {
    return page_word(text);
  }
  if (!scan.exponent && text.size() <= kAlwaysInRange) {
    return text;
  }
  // Prometheus refuses a whole page for one number that overflows; numeric has room for such. What is too small it reads as 0.
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault == std::errc()) {
    return text;
  }
  const bool tiny = text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos;
  return tiny ? std::string_view("0") : std::string_view();
}

std::optional<double> parse_number(std::string_view text) {
  const std::string_view number = page_number(text);
  if (number.empty()) {
    return std::nullopt;
  }
  if (number == "NaN") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (number == "+Inf" || number == "-Inf") {
    return number[0] == '+' ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
  }
  double value = 0;
  std::from_chars(number.data(), number.data() + number.size(), value);
  return value;
}

double scaled(double value, double scale) {
  const double divisor = std::round(1.0 / scale);
  return divisor > 1.0 && 1.0 / divisor == scale ? value / divisor : value * scale;
}

std::string_view format_number(double value, NumberBuffer& buffer) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "+Inf" : "-Inf";
  }
  char* const first = buffer.data();
  char* const last = first + buffer.size();
  // to_chars writes 100000 as 1e+05: as right, but nobody likes to read it.
  const bool integer = std::abs(value) < kExactIntegers && value == std::trunc(value);
  const auto result = integer ? std::to_chars(first, last, static_cast<std::int64_t>(value)) : std::to_chars(first, last, value);
  return {first, static_cast<std::size_t>(result.ptr - first)};
}

}  // namespace pgmedic
