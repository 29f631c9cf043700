#include "base/quantity.h"

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

}  // namespace

std::string number_text(double number) {
  std::array<char, 400> buffer{};  // the longest has 309 digits before the point, or some 340 behind it
  const auto [end, fault] = std::to_chars(buffer.begin(), buffer.end(), number, std::chars_format::fixed);
  return fault == std::errc() ? std::string(buffer.begin(), end) : std::string("0");
}

Result<Quantity> read_quantity(std::string_view text) {
  if (const std::optional<double> number = read_number(text)) {
    return Quantity{*number, Quantity::Kind::kNumber};
  }
  for (const auto& [unit, factor] : kSizes) {
    if (!ends_with(text, unit)) {
      continue;
    }
    const std::optional<double> number = read_number(trim(text.substr(0, text.size() - unit.size())));
    if (number && *number >= 0 && *number * factor <= kLargest) {
      return Quantity{std::round(*number * factor), Quantity::Kind::kSize};
    }
    break;
  }
  if (const Result<std::chrono::milliseconds> duration = parse_duration(text)) {
    return Quantity{std::chrono::duration<double>(*duration).count(), Quantity::Kind::kDuration};
  }
  return Error{ErrorCode::kInvalid, "\"" + std::string(text) + "\" is no number, duration or size", "write 0.4, 7d or 64MB"};
}

Result<std::string> parse_quantity(std::string_view text) {
  const Result<Quantity> quantity = read_quantity(text);
  if (!quantity) {
    return quantity.error();
  }
  return number_text(quantity->value);
}

Result<double> read_amount(std::string_view text, std::string_view unit) {
  const Result<Quantity> quantity = read_quantity(text);
  if (!quantity) {
    return quantity.error();
  }
  if (quantity->kind == Quantity::Kind::kDuration && unit != "seconds") {
    return Error{ErrorCode::kInvalid, "\"" + std::string(text) + "\" is a duration, but this is not measured in seconds"};
  }
  if (quantity->kind == Quantity::Kind::kSize && unit != "bytes") {
    return Error{ErrorCode::kInvalid, "\"" + std::string(text) + "\" is a size, but this is not measured in bytes"};
  }
  return quantity->value;
}

}  // namespace pgmedic
