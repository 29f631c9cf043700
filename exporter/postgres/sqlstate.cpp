#include "postgres/sqlstate.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace pgmedic {
namespace {

using namespace std::chrono_literals;

struct Meaning {
  std::string_view sqlstate;  // a code, or the first characters of a class of codes
  ErrorCode code;
  const char* hint;
};

// The first that fits counts.
constexpr std::array<Meaning, 14> kMeanings{{
    {"55P03", ErrorCode::kLockTimeout, "another session holds a lock on the object"},
    {"42501", ErrorCode::kPermission, "grant pg_monitor to pgmedic's role, or what this query reads beyond it"},
    {"42P01", ErrorCode::kUnsupported, "the relation is not in this database"},
    {"42883", ErrorCode::kUnsupported, "the function is not in this server"},
    {"42704", ErrorCode::kUnsupported, "the object is not in this server"},
    {"0A000", ErrorCode::kUnsupported, ""},
    {"58P01", ErrorCode::kUnsupported, "a file of an extension is missing on the server"},
    {"55000", ErrorCode::kUnsupported, ""},
    {"3F000", ErrorCode::kUnsupported, ""},
    {"57P", ErrorCode::kUnavailable, ""},
    {"08", ErrorCode::kUnavailable, ""},
    {"53300", ErrorCode::kUnavailable, kConnectionsUsedUp},
    {"3D000", ErrorCode::kUnavailable, ""},
    {"25P03", ErrorCode::kUnavailable, ""},
}};

std::string described(const ServerComplaint& complaint) {
  return complaint.text + " (SQLSTATE " + complaint.sqlstate + ")";
}

}  // namespace

Error statement_error(const ServerComplaint& complaint, std::chrono::milliseconds elapsed, std::chrono::milliseconds statement_timeout) {
  if (complaint.sqlstate == "57014") {
    // Both clocks round.
    if (elapsed + 5ms >= statement_timeout) {
      return Error{ErrorCode::kTimeout, "cancelled by statement_timeout after " + format_duration(statement_timeout)};
    }
    return Error{ErrorCode::kQuery, "cancelled by somebody: " + described(complaint)};
  }
  const auto* const meaning = std::find_if(kMeanings.begin(), kMeanings.end(),
                                           [&](const Meaning& candidate) { return starts_with(complaint.sqlstate, candidate.sqlstate); });
  if (meaning != kMeanings.end()) {
    return Error{meaning->code, described(complaint), meaning->hint};
  }
  return Error{ErrorCode::kQuery, described(complaint)};
}

bool is_encoding_complaint(std::string_view sqlstate) {
  return sqlstate == "22021" || sqlstate == "22P05";
}

bool is_plan_complaint(std::string_view sqlstate) {
  // No such statement; it exists already; "cached plan must not change result type".
  return sqlstate == "26000" || sqlstate == "42P05" || sqlstate == "0A000";
}

}  // namespace pgmedic
