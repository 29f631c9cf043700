#include "app/quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/text.h"

namespace pgmedic {
namespace {

// Up to 2^53 every whole number of bytes is exact.
constexpr double kLargest = 9007199254740992.0;

constexpr std::array<std::pair<std::string_view, double>, 5> kSizes{
    {{"kB", 1024.0}, {"MB", 1048576.0}, {"GB", 1073741824.0}, {"TB", 1099511627776.0}, {"B", 1.0}}};

std::optional<double> read_number(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, fault] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (fault != std::errc() || stopped != end || !std::isfinite(number) || std::abs(number) > kLargest) {
    return std::nullopt;
  }
  return number;
}

std::string number_text(double number) {
  std::array<char, 64> buffer{};
  const auto [end, fault] = std::to_chars(buffer.begin(), buffer.end(), number, std::chars_format::fixed);
  return {buffer.begin(), end};
}

}  // namespace

Result<std::string> parse_quantity(std::string_view text) {
  if (const std::optional<double> number = read_number(text)) {
    return number_text(*number);
  }
  for (const auto& [unit, factor] : kSizes) {
    if (!ends_with(text, unit)) {
      continue;
    }
    const std::optional<double> number = read_number(trim(text.substr(0, text.size() - unit.size())));
    if (number && *number >= 0 && *number * factor <= kLargest) {
      return number_text(std::round(*number * factor));
    }
    break;
  }
  if (const Result<std::chrono::milliseconds> duration = parse_duration(text)) {
    return number_text(std::chrono::duration<double>(*duration).count());
  }
  return Error{ErrorCode::kInvalid, "\"" + std::string(text) + "\" is no number, duration or size", "write 0.4, 7d or 64MB"};
}

}  // namespace pgmedic
