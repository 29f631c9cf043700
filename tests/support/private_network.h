// A network namespace of this thread, and of what it starts from then on, with nothing in it but the loopback addresses; packets
// can be made to vanish in it. It takes root.
// Thread rule: free functions; they concern the calling thread. Errors are thrown.
#pragma once

#include <string>

namespace pgmedic::support {

// Why there can be none here; empty: this thread is inside one.
std::string enter_private_network();

// Packets to that server and from it: none gets through, none is refused.
void swallow_packets(const std::string& address, int port);
void let_packets_through(const std::string& address, int port);

}  // namespace pgmedic::support
