// Durations as people write them in configuration files.
#include <array>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace pgmedic {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};
// Longest names first where one is the start of another.
constexpr std::array<Unit, 6> kUnits{{{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}, {"w", 604'800'000}}};

// A century: anything longer is a slip of the keyboard, and far from overflow.
constexpr std::int64_t kLongest = 100LL * 366 * 86'400'000;

Error bad_duration(std::string_view text) {
  return Error{ErrorCode::kInvalid, "\"" + std::string(text) + "\" is no duration",
               "write a number and a unit: 250ms, 15s, 1m, 6h, 7d, 2w"};
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::string_view rest = text;
  std::int64_t total = 0;
  while (!rest.empty()) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (fault != std::errc() || number < 0) {
      return bad_duration(text);
    }
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    const Unit* unit = nullptr;
    for (const Unit& candidate : kUnits) {
      if (starts_with(rest, candidate.name)) {
        unit = &candidate;
        break;
      }
    }
    if (unit == nullptr || number > kLongest / unit->milliseconds) {
      return bad_duration(text);
    }
    total += number * unit->milliseconds;
    if (total > kLongest) {
      return bad_duration(text);
    }
    rest.remove_prefix(unit->name.size());
  }
  if (text.empty()) {
    return bad_duration(text);
  }
  return std::chrono::milliseconds(total);
}

std::string format_duration(std::chrono::milliseconds duration) {
  const std::int64_t count = duration.count();
  for (std::size_t i = kUnits.size(); i > 0; --i) {
    const Unit& unit = kUnits[i - 1];
    if (count != 0 && count % unit.milliseconds == 0) {
      return std::to_string(count / unit.milliseconds) + std::string(unit.name);
    }
  }
  return "0s";
}

}  // namespace pgmedic
