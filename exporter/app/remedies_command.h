// `pgmedic plan` and `pgmedic actions`: what the remedies would do, and steering them. Both ask the journal and the server
// themselves and need no running pgmedic; the one that runs sees an order within a second.
// Thread rule: one thread.
#pragma once

#include "app/commands.h"

namespace pgmedic {

// Whether the words after the command, and --remedy and --object, mean something. Errors: kInvalid.
Status check_remedy_words(const Options& options);

// For one object, or for everything that is open or found now. Changes nothing, unless one object is to be nominated. The exit code.
int plan(const Startup& startup);

// list, show ID, approve ID, reject ID, cancel ID, release ID, pause, resume, abort.
int actions(const Startup& startup);

}  // namespace pgmedic
