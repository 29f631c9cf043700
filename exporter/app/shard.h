// Splitting the targets among replicas: a target belongs to the replica that a hash of its name chooses, so that every
// replica decides alone and adding a target moves no other.
// Thread rule: free functions.
#pragma once

#include <string_view>
#include <vector>

#include "app/options.h"
#include "base/result.h"
#include "collect/settings.h"

namespace pgmedic {

// "2/3"
Result<Shard> parse_shard(std::string_view text);
// FNV-1a, 64 bits: the same on every machine and in every version.
bool is_in_shard(std::string_view target_name, const Shard& shard);
std::vector<TargetSettings> select_shard(std::vector<TargetSettings> targets, const Shard& shard);

}  // namespace pgmedic
