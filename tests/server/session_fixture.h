// One server for all cases of a file, and sessions with it as a role that may do nothing but look.
// Thread rule: the test's thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "postgres/connect.h"
#include "support/postgres_server.h"
#include "support/recording_log.h"

namespace pgmedic {

using namespace std::chrono_literals;

// The first value of a query's answer, or the error as text.
inline std::string first_value(Session& session, const std::string& sql, Milliseconds timeout = 5s) {
  const Result<std::unique_ptr<RowSet>> rows = session.query(sql, timeout);
  if (!rows) {
    return "error: " + rows.error().text();
  }
  return (*rows)->rows() == 0 ? "" : std::string((*rows)->value(0, 0));
}

// The error of a query, which is expected to have one.
inline Error error_of(Session& session, const std::string& sql, Milliseconds timeout = 5s) {
  const Result<std::unique_ptr<RowSet>> rows = session.query(sql, timeout);
  return rows ? Error{ErrorCode::kInternal, "there was no error"} : rows.error();
}

class SessionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (support::available(15)) {
      shared_server = std::make_unique<support::PostgresServer>(15);
      shared_server->execute("CREATE ROLE reader LOGIN IN ROLE pg_monitor");
    }
  }
  static void TearDownTestSuite() { shared_server.reset(); }
  void SetUp() override { PGMEDIC_NEED_SERVER(15); }

  static support::PostgresServer& server() { return *shared_server; }

  static ConnectionSettings settings(const std::string& more = "") {
    ConnectionSettings settings;
    settings.dsn = server().dsn("reader") + " " + more;
    return settings;
  }

  // A session, or a failed test.
  std::unique_ptr<Session> connect(const ConnectionSettings& settings, const std::string& database = "") {
    connectors_.push_back(make_server_connector(settings, watchdog_, log_));
    Result<std::unique_ptr<Session>> session = connectors_.back()->connect(database);
    if (!session) {
      throw std::runtime_error(session.error().text());
    }
    return std::move(session).value();
  }
  std::unique_ptr<Session> connect() { return connect(settings()); }

  // The error of a connection attempt, which is expected to have one.
  Error connect_error(const ConnectionSettings& settings, const std::string& database = "") {
    const Result<std::unique_ptr<Session>> session = make_server_connector(settings, watchdog_, log_)->connect(database);
    return session ? Error{ErrorCode::kInternal, "there was no error"} : session.error();
  }

  support::RecordingLog log_;
  Watchdog watchdog_;
  std::vector<std::unique_ptr<Connector>> connectors_;

 private:
  static inline std::unique_ptr<support::PostgresServer> shared_server;
};

}  // namespace pgmedic
