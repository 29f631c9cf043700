// Puts the layers together: the commands that watch servers.
// Thread rule: one thread; what they start they stop.
#pragma once

#include "app/commands.h"
#include "collect/live_fleet.h"

namespace pgmedic {

// The daemon: polls and serves until SIGTERM or SIGINT; SIGHUP reloads. The exit code.
int serve(const Startup& startup);

// One collection, the page on standard output.
int print_metrics(const Startup& startup);

// One collection, what is wrong on standard output. The exit code says it too: see check_command.h.
int check(const Startup& startup);

// Waits until every collector was asked once, however long that takes within reason.
void look_once(const LiveFleet& fleet, const Clock& clock);

}  // namespace pgmedic
