// Result<T>: a value or an Error, for everything that can fail. The compiler reports a result that nobody looked at.
// Thread rule: a plain value; not shared between threads without a lock.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace pgmedic {

// What kind of failure, as far as callers act differently on it or metrics count it apart.
enum class ErrorCode {
  kInvalid,      // input, configuration or usage that can never work as it is
  kUnavailable,  // could not connect, or the connection was lost
  kNoDatabase,   // the server has no database of that name
  kDeadline,     // our own deadline passed and the connection was cut
  kTimeout,      // the server's statement_timeout
  kLockTimeout,  // the server's lock_timeout
  kPermission,   // the server or the system refused for lack of privilege
  kUnsupported,  // the server lacks what was asked for
  kQuery,        // any other error of the server's about a statement
  kInternal,     // a fault of ours
};

// The word that metrics and logs use for a code ("timeout", "permission", ...).
const char* error_reason(ErrorCode code);

// What happened, to what; and, in hint, what to do next. Never contains a secret: messages reach logs and pages.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string hint = {};

  // "message; hint", for people.
  std::string text() const;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    assert(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    assert(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    assert(ok());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    assert(!ok());
    return std::get<1>(state_);
  }
  Error&& error() && {
    assert(!ok());
    return std::get<1>(std::move(state_));
  }

 private:
  std::variant<T, Error> state_;
};

// Success without a value, or an Error.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    assert(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace pgmedic
