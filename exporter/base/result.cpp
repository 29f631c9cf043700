#include "base/result.h"

namespace pgmedic {

const char* error_reason(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid: return "invalid";
    case ErrorCode::kUnavailable:
    case ErrorCode::kNoDatabase: return "connect";
    case ErrorCode::kDeadline: return "deadline";
    case ErrorCode::kTimeout: return "timeout";
    case ErrorCode::kLockTimeout: return "lock_timeout";
    case ErrorCode::kPermission: return "permission";
    case ErrorCode::kUnsupported: return "unsupported";
    case ErrorCode::kQuery: return "query";
    case ErrorCode::kInternal: return "internal";
  }
  return "internal";
}

std::string Error::text() const {
  return hint.empty() ? message : message + "; " + hint;
}

}  // namespace pgmedic
