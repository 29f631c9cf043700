// Statements that a session runs again and again, planned once: parsing and planning a collector's query can cost the server as
// much as running it.
// Thread rule: the session's thread.
// Errors: those of the statement. What cannot be prepared, or was and is lost, runs plainly.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "base/rows.h"
#include "postgres/server_link.h"

namespace pgmedic {

class PreparedStatements {
 public:
  // mark: what no other session has; it makes the names ours alone, behind whatever pooler.
  PreparedStatements(ServerLink& link, std::string mark) : link_(link), mark_(std::move(mark)) {}

  // Runs a statement plainly the first time, because it may never come back; prepared from the second time on.
  Result<std::unique_ptr<RowSet>> run(const std::string& sql, const StatementBounds& bounds);

 private:
  struct Plan {
    std::string name;  // empty: not prepared
    SteadyTime made;
    bool never = false;  // it could not be prepared, or could not be used once
  };

  bool prepare(Plan& plan, const std::string& sql, const StatementBounds& bounds);

  ServerLink& link_;
  std::string mark_;
  std::map<std::string, Plan> plans_;  // by text
  unsigned made_ = 0;
};

}  // namespace pgmedic
