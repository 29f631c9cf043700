#include "postgres/pooled.h"

namespace pgmedic {

std::string pooled_prelude(const SafeSettings& settings, std::chrono::milliseconds statement_timeout, bool raw_bytes) {
  std::string prelude = "BEGIN READ ONLY";
  // Values are numbers, words and "10s" (safe_settings() sees to that): nothing in them needs escaping.
  for (const auto& [name, value] : settings) {
    if (name != "default_transaction_read_only") {
      prelude.append("; SET LOCAL ").append(name).append(" = '").append(value).append("'");
    }
  }
  if (raw_bytes) {
    prelude += "; SET LOCAL client_encoding = 'SQL_ASCII'";
  }
  return prelude + "; SET LOCAL statement_timeout = " + std::to_string(statement_timeout.count());
}

Result<std::unique_ptr<RowSet>> run_pooled(ServerLink& link, const std::string& prelude, const std::string& sql,
                                           const StatementBounds& bounds) {
  Result<std::unique_ptr<RowSet>> begun = link.run(prelude, bounds);
  if (!begun) {
    if (!link.broken()) {
      static_cast<void>(link.run("ROLLBACK", bounds).ok());
    }
    return begun;
  }
  Result<std::unique_ptr<RowSet>> rows = link.run(sql, bounds);
  if (!link.broken()) {
    const Result<std::unique_ptr<RowSet>> ended = link.run(rows ? "COMMIT" : "ROLLBACK", bounds);
    if (rows && !ended) {
      return ended.error();
    }
  }
  return rows;
}

}  // namespace pgmedic
