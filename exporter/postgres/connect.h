// Makes the real connectors: libpqxx for servers, libpq's simple protocol for PgBouncer's console (which libpqxx refuses).
// Thread rule: free functions, any thread.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/log.h"
#include "postgres/session.h"
#include "postgres/watchdog.h"

namespace pgmedic {

// The watchdog and log outlive the connector.
std::unique_ptr<Connector> make_server_connector(ConnectionSettings settings, Watchdog& watchdog, Log& log);

// Sessions whose query() takes console commands (SHOW POOLS). facts().version_num is PgBouncer's (1.18.0 = 11800), and
// facts().major() means nothing.
std::unique_ptr<Connector> make_console_connector(ConnectionSettings settings, Watchdog& watchdog, Log& log);

// Checks that a DSN can be parsed at all; the error never repeats the DSN.
Status check_dsn(const std::string& dsn);

}  // namespace pgmedic
