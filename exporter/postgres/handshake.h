// Opens a connection without ever blocking for longer than its timeout, and so that it can be interrupted. libpq's own
// connect_timeout cannot be.
// Thread rule: free functions, any thread.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <optional>

#include "base/result.h"
#include "postgres/compose.h"
#include "postgres/interrupter.h"

namespace pgmedic {

struct ConnectionCloser {
  void operator()(PGconn* connection) const;
};
// Closing never blocks.
using Connection = std::unique_ptr<PGconn, ConnectionCloser>;

struct Handshake {
  Connection connection;         // null: failed
  std::optional<Error> error;    // when failed
  bool refused = false;          // by a server that will refuse the same way wherever it is asked: no use in trying its other addresses
  bool options_refused = false;  // by a pooler that does not know `options`
};

// Several hosts of the connection string are tried one after the other, each for the recipe's time.
Handshake open_connection(const Recipe& recipe, const Interrupter& interrupter);

}  // namespace pgmedic
