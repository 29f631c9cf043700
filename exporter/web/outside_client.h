// Asks Prometheus and vetoing pages for the guards, by HTTP.
// Thread rule: any thread; every question is a connection of its own.
#pragma once

#include <memory>

#include "base/clock.h"
#include "remedy/outside.h"

namespace pgmedic {

std::shared_ptr<const Outside> make_outside_client(const Clock& clock);

}  // namespace pgmedic
