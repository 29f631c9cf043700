// Statements through a pooler: sessions are shared there and startup options get lost, so that every query brings its
// safety along, inside its own read-only transaction.
// Thread rule: free functions, any thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/rows.h"
#include "postgres/compose.h"
#include "postgres/server_link.h"

namespace pgmedic {

// "BEGIN READ ONLY; SET LOCAL ...".
std::string pooled_prelude(const SafeSettings& settings, std::chrono::milliseconds statement_timeout, bool raw_bytes);

// One query in its own transaction; the bounds hold for all of it.
Result<std::unique_ptr<RowSet>> run_pooled(ServerLink& link, const std::string& prelude, const std::string& sql,
                                           const StatementBounds& bounds);

}  // namespace pgmedic
