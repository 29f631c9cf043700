// HELP and TYPE lines.
// Thread rule: free functions without state.
#pragma once

#include <string>
#include <string_view>

#include "metrics/page.h"

namespace pgmedic {

// How a family is announced. The compatible counters without _total keep their names only in the text format; OpenMetrics
// would force the suffix on them and break people's dashboards, so they are announced as `unknown` there, which promises
// nothing and keeps the name.
struct FamilyHead {
  std::string_view name;
  std::string_view type;
};

// What OpenMetrics calls a counter ending in _total: the name without it. Empty for anything else.
std::string_view open_metrics_counter(const FamilyPart& family);

// `name_is_free`: no other family of the page has the counter's name without _total.
FamilyHead announce(const FamilyPart& family, PageFormat format, bool name_is_free);
std::string head_lines(const FamilyHead& head, std::string_view help, PageFormat format);

}  // namespace pgmedic
