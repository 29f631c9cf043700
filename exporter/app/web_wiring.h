// The web side as flags and configuration want it.
// Thread rule: a free function.
#pragma once

#include "app/commands.h"
#include "web/server.h"

namespace pgmedic {

WebSettings web_settings(const Startup& startup);

}  // namespace pgmedic
