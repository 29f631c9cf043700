// A plain libpq session for tests: to prepare databases, to hold locks, to stand in somebody's way.
// Thread rule: one thread. Errors are thrown, so that a test that cannot prepare its ground fails at once.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace pgmedic::support {

class SqlError : public std::runtime_error {
 public:
  SqlError(const std::string& text, std::string sqlstate) : std::runtime_error(text), sqlstate_(std::move(sqlstate)) {}
  const std::string& sqlstate() const { return sqlstate_; }

 private:
  std::string sqlstate_;
};

class SqlClient {
 public:
  explicit SqlClient(const std::string& dsn);
  ~SqlClient();
  SqlClient(SqlClient&& other) noexcept;
  SqlClient& operator=(SqlClient&& other) noexcept;

  // Several statements in one text run in one transaction, unless they say otherwise.
  void execute(const std::string& sql);
  // The answer's values; NULL is "".
  std::vector<std::vector<std::string>> rows(const std::string& sql);
  // The first value; "" when there is none.
  std::string scalar(const std::string& sql);
  // Starts a statement and does not wait for it.
  void send(const std::string& sql);
  int backend_pid() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The text as an SQL literal and as an identifier.
std::string quote_literal(const std::string& text);
std::string quote_name(const std::string& text);

}  // namespace pgmedic::support
