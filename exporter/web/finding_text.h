// The words in which a finding is told, wherever it is shown.
// Thread rule: free functions.
#pragma once

#include <string>

#include "base/clock.h"
#include "health/finding.h"

namespace pgmedic {

// What it is about: "shop.public.orders.orders_pkey", "shop usename=app", "front"; "the server" for all of it.
std::string object_text(const Finding& finding);

// "71 %"
std::string value_text(const Finding& finding);

// "critical above 60 %"
std::string threshold_text(const Finding& finding);

// "bloat_bytes 1.2 GB, density 29 %"; empty without evidence.
std::string evidence_text(const Finding& finding);

}  // namespace pgmedic
