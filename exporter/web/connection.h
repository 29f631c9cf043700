// The HTTP library's connection as requests and responses.
// Thread rule: the thread that serves the connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "web/http.h"

struct mg_connection;

namespace pgmedic {

HttpRequest read_request_head(mg_connection* connection);

// What makes it doubtful where the request ends or whom it is meant for, so that something in front of us may have read another one:
// such a request is nobody's in good faith. Nothing: it is clear.
std::optional<std::string> framing_problem(const HttpRequest& request);

// Bytes of the body, as the request says.
std::size_t declared_length(const mg_connection* connection);

// The whole body; a client that waits to be told so is told to send it. Errors: kTimeout when it is not complete in time, kInvalid when it
// is too long, kUnsupported when it has no declared length.
Result<std::string> read_request_body(mg_connection* connection, const HttpRequest& request, std::size_t limit, SteadyTime deadline);

// Reads and forgets the body, so that a client that sends first and listens later hears why nobody wanted it.
// One that waits to be told hears it at once.
void discard_request_body(mg_connection* connection, const HttpRequest& request, SteadyTime deadline);

// Writes until the reader is gone or the deadline passes. Headers only for HEAD.
void write_response(mg_connection* connection, const HttpRequest& request, const HttpResponse& response, SteadyTime deadline);

}  // namespace pgmedic
