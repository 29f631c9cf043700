// ConnectionSettings -> the exact parameters of one connection, with everything that keeps the server safe from us.
// Safety lives here and not in SET statements: what a session starts with cannot be forgotten.
// Thread rule: free functions, any thread.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "postgres/conninfo.h"
#include "postgres/session.h"

namespace pgmedic {

// What the server is told at first; each query brings its own timeout.
inline constexpr std::chrono::milliseconds kInitialStatementTimeout{5'000};

struct Recipe {
  ConnInfo info;
  std::string password;  // to be kept out of messages
  std::chrono::milliseconds connect_timeout{};
};

using SafeSettings = std::vector<std::pair<std::string, std::string>>;

// Every setting of a collecting session but statement_timeout. Fails when a parameter is no number.
Result<SafeSettings> safe_settings(const ConnectionSettings& settings);

// `options` of a server connection: "-c name=value ..." with values escaped.
std::string startup_options(const SafeSettings& settings);

// The settings' connection string with files read and overrides applied, nothing else.
Result<ConnInfo> read_dsn(const ConnectionSettings& settings);

// database empty: the DSN's. options empty: none are sent (a pooler refuses them).
Result<Recipe> compose_server(const ConnectionSettings& settings, const std::string& database, const std::string& options);
Result<Recipe> compose_console(const ConnectionSettings& settings, const std::string& database);

}  // namespace pgmedic
