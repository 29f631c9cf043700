#include "postgres/idle_loss.h"

#include <poll.h>

namespace pgmedic {

bool lost_while_idle(PGconn* connection) {
  pollfd waiting{PQsocket(connection), POLLIN, 0};
  while (PQstatus(connection) == CONNECTION_OK && ::poll(&waiting, 1, 0) > 0) {
    if (PQconsumeInput(connection) == 0) {
      break;
    }
    static_cast<void>(PQisBusy(connection));  // parses
  }
  return PQstatus(connection) != CONNECTION_OK;
}

}  // namespace pgmedic
