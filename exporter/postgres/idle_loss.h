// Whether a connection went away while nobody used it.
// Thread rule: free functions, the session's thread.
#pragma once

#include <libpq-fe.h>

namespace pgmedic {

// Reads what came in since the last statement. A server says why it closes an idle session; the reply of its kernel to our
// next statement would wipe that out.
bool lost_while_idle(PGconn* connection);

}  // namespace pgmedic
