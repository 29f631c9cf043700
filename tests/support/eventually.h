// Waits for a condition instead of sleeping: as short as the machine allows, as long as it must.
// Thread rule: any thread.
#pragma once

#include <chrono>
#include <functional>

namespace pgmedic::support {

// Polls until the condition holds (true) or the patience is over (false). The default is generous: only failures wait for it.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds patience = std::chrono::seconds(20));

}  // namespace pgmedic::support
