// What libpq and the server say, made fit for logs and pages.
// Thread rule: free functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pgmedic {

// The text with every occurrence of the secret blotted out: a second line of defence.
std::string scrub(std::string text, const std::string& secret);

struct ConnectComplaint {
  std::string sqlstate;  // empty: libpq's own complaint, not the server's
  std::string text;      // one line
};

// libpq's report about a failed attempt, asked for with PQERRORS_VERBOSE. Complaints about the connection string itself
// lose what they quote.
ConnectComplaint read_connect_complaint(std::string_view libpq_text);

}  // namespace pgmedic
