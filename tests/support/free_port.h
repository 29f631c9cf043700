// Ports for servers of the tests.
// Thread rule: any thread.
#pragma once

namespace pgmedic::support {

// A port of 127.0.0.1 that nobody used a moment ago: whoever takes it must be ready to try another.
int free_port();

}  // namespace pgmedic::support
