// SQLSTATE -> what kind of failure it is to us.
// Thread rule: free functions without state.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pgmedic {

struct ServerComplaint {
  std::string sqlstate;
  std::string text;  // the primary message only
};

// Hint for 53300, whose limit is told in the server's own language only.
inline constexpr const char* kConnectionsUsedUp =
    "the server's connections are used up, or those that this role or database may have (CONNECTION LIMIT)";

// elapsed tells a statement_timeout from somebody's cancel request: the server uses one code for both.
Error statement_error(const ServerComplaint& complaint, std::chrono::milliseconds elapsed, std::chrono::milliseconds statement_timeout);

// The server could not convert a text to the client's encoding.
bool is_encoding_complaint(std::string_view sqlstate);

// The server has no such prepared statement, or can no longer use it: the statement itself may be fine.
bool is_plan_complaint(std::string_view sqlstate);

}  // namespace pgmedic
