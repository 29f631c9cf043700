#include "postgres/handshake.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "postgres/error_text.h"
#include "postgres/resolve.h"
#include "postgres/sqlstate.h"

namespace pgmedic {
namespace {

void ignore_notice(void* /*unused*/, const PGresult* /*unused*/) {}

Error describe(const ConnectComplaint& complaint, const Recipe& recipe) {
  Error error{ErrorCode::kUnavailable, scrub(complaint.text, recipe.password)};
  if (complaint.sqlstate == "3D000") {
    error.code = ErrorCode::kNoDatabase;
    error.hint = recipe.info.has("dbname") ? "" : "the connection string names no database: add dbname=postgres";
  } else if (complaint.text.find("no password supplied") != std::string::npos) {  // libpq's own, without a code
    error.hint = "give a password: password_file, or a line in ~/.pgpass that fits host, port, database and user";
  } else if (starts_with(complaint.sqlstate, "28") || complaint.text.find("authentication failed") != std::string::npos) {
    error.hint = "check user, password (or its file) and pg_hba.conf";
  } else if (complaint.sqlstate == "53300") {
    error.hint = kConnectionsUsedUp;
  }
  return error;
}

// Waits until the socket is ready; an error when the time is up or everything is to stop.
std::optional<Error> wait_for(PGconn* connection, short events, SteadyTime deadline, const Interrupter& interrupter) {
  while (!interrupter.interrupted()) {
    const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return Error{ErrorCode::kUnavailable, "no answer"};
    }
    std::array<pollfd, 2> waiting{{{PQsocket(connection), events, 0}, {interrupter.wake_fd(), POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(left.count()));
    if (ready > 0 && waiting[0].revents != 0) {
      return std::nullopt;
    }
  }
  return Interrupter::error();
}

// Only libpq knows the hosts that a service file names; it tries them one after the other, each for its own time.
int hosts_of_service(PGconn* connection) {
  std::size_t count = 1;
  PQconninfoOption* const options = PQconninfo(connection);
  for (const PQconninfoOption* option = options; option != nullptr && option->keyword != nullptr; option = std::next(option)) {
    const std::string_view keyword = option->keyword;
    if ((keyword == "host" || keyword == "hostaddr") && option->val != nullptr) {
      count = std::max(count, split(option->val, ',').size());
    }
  }
  PQconninfoFree(options);
  return static_cast<int>(count);
}

std::optional<Error> complete(PGconn* connection, const std::string& server, const Recipe& recipe, const Interrupter& interrupter) {
  const auto time = recipe.connect_timeout * hosts_of_service(connection);
  const SteadyTime deadline = std::chrono::steady_clock::now() + time;
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    std::optional<Error> error = wait_for(connection, events, deadline, interrupter);
    if (error) {
      if (!interrupter.interrupted()) {
        error->message = "connection to " + server + " failed: no answer within " + format_duration(time);
      }
      return error;
    }
    state = PQconnectPoll(connection);
  }
  return std::nullopt;
}

Handshake open_address(const ConnInfo& info, const Recipe& recipe, const Interrupter& interrupter) {
  Handshake handshake;
  if (interrupter.interrupted()) {
    handshake.error = Interrupter::error();
    return handshake;
  }
  Connection connection(PQconnectStart(info.text().c_str()));
  if (!connection) {
    handshake.error = Error{ErrorCode::kInternal, "out of memory while connecting"};
    return handshake;
  }
  PQsetNoticeReceiver(connection.get(), ignore_notice, nullptr);
  PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);  // the only way to SQLSTATE before there is a session
  if (PQstatus(connection.get()) != CONNECTION_BAD) {
    handshake.error = complete(connection.get(), info.server_name(), recipe, interrupter);
  }
  if (!handshake.error && PQstatus(connection.get()) != CONNECTION_OK) {
    const ConnectComplaint complaint = read_connect_complaint(PQerrorMessage(connection.get()));
    // As libpq does: only a server that is starting up or in recovery makes room for the next.
    handshake.refused = !complaint.sqlstate.empty() && complaint.sqlstate != "57P03";
    handshake.options_refused = complaint.text.find("unsupported startup parameter") != std::string::npos;
    handshake.error = describe(complaint, recipe);
  }
  if (!handshake.error) {
    handshake.connection = std::move(connection);
  }
  return handshake;
}

// A host's name may stand for several addresses, each of which may be dead.
Handshake open_host(const ConnInfo& info, const Recipe& recipe, const Interrupter& interrupter) {
  Handshake last;
  Result<std::vector<ConnInfo>> addresses = with_addresses(info, recipe.connect_timeout, interrupter);
  if (!addresses) {
    last.error = std::move(addresses).error();
    return last;
  }
  for (const ConnInfo& address : *addresses) {
    Handshake next = open_address(address, recipe, interrupter);
    if (next.error && last.error && !interrupter.interrupted()) {
      next.error->message = last.error->message + "; " + next.error->message;
    }
    last = std::move(next);
    if (last.connection || last.refused || interrupter.interrupted()) {
      break;
    }
  }
  return last;
}

}  // namespace

void ConnectionCloser::operator()(PGconn* connection) const {
  // PQfinish says good-bye to the server; without this it would wait for a full send buffer to drain.
  PQsetnonblocking(connection, 1);
  PQfinish(connection);
}

Handshake open_connection(const Recipe& recipe, const Interrupter& interrupter) {
  Handshake last;
  std::string failures;
  for (const ConnInfo& host : recipe.info.hosts()) {
    last = open_host(host, recipe, interrupter);
    if (last.connection || last.refused || interrupter.interrupted()) {
      return last;
    }
    failures += (failures.empty() ? "" : "; ") + last.error->message;
  }
  last.error->message = failures;
  return last;
}

}  // namespace pgmedic
