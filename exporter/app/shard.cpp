#include "app/shard.h"

#include <charconv>
#include <string>
#include <utility>

namespace pgmedic {
namespace {

bool parse_count(std::string_view text, std::uint32_t& number) {
  const char* const end = text.data() + text.size();
  const auto [stopped, fault] = std::from_chars(text.data(), end, number);
  return fault == std::errc() && stopped == end && number > 0;
}

}  // namespace

Result<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  Shard shard;
  if (slash == std::string_view::npos || !parse_count(text.substr(0, slash), shard.index) ||
      !parse_count(text.substr(slash + 1), shard.count) || shard.index > shard.count) {
    return Error{ErrorCode::kInvalid, "--shard: \"" + std::string(text) + "\" is no part of a whole",
                 "write i/n with i from 1 to n: --shard=1/3"};
  }
  return shard;
}

bool is_in_shard(std::string_view target_name, const Shard& shard) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char byte : target_name) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  }
  return hash % shard.count == shard.index - 1;
}

std::vector<TargetSettings> select_shard(std::vector<TargetSettings> targets, const Shard& shard) {
  std::erase_if(targets, [&](const TargetSettings& target) { return !is_in_shard(target.name, shard); });
  return targets;
}

}  // namespace pgmedic
