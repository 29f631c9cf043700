// The server's side of HTTP as far as tests need it: one request, one answer, one connection.
// Thread rule: free functions; a socket belongs to one thread. Errors are thrown.
#pragma once

#include <string>

namespace pgmedic::support {

// On 127.0.0.1, at a free port.
int listen_somewhere(int& port);
// The next client within a moment; -1: nobody came.
int accept_client(int listener);
// Head and body as they came; what there is of them where the client says no more.
std::string receive_request(int client);

}  // namespace pgmedic::support
