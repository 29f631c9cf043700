// The connection when neither the command line nor a configuration file names one: postgres_exporter's variables, so that
// its deployments go on working, else libpq's own PG* and defaults.
// Thread rule: free functions. Errors name the variable and never repeat its value.
#pragma once

#include <functional>
#include <string>

#include "app/environment.h"
#include "base/result.h"
#include "postgres/session.h"

namespace pgmedic {

using DsnCheck = std::function<Status(const std::string& dsn)>;

// DATA_SOURCE_NAME; or DATA_SOURCE_URI with _USER and _PASS, each of which may be a file (DATA_SOURCE_URI_FILE, ...) that is read
// again at every connect and wins over the plain variable. With none of them everything is empty: libpq decides.
Result<ConnectionSettings> connection_from_environment(const Environment& environment, const DsnCheck& check);

}  // namespace pgmedic
