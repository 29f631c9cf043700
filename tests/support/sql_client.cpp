#include "support/sql_client.h"

#include <libpq-fe.h>

#include <utility>

namespace pgmedic::support {
namespace {

struct ResultClearer {
  void operator()(PGresult* result) const { PQclear(result); }
};
using SqlResult = std::unique_ptr<PGresult, ResultClearer>;

struct ConnectionCloser {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

void ignore_notice(void* /*unused*/, const PGresult* /*unused*/) {}

// Doubles every occurrence of the quote.
std::string quoted(const std::string& text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    result.append(c == quote ? 2 : 1, c);
  }
  return result + quote;
}

}  // namespace

struct SqlClient::Impl {
  std::unique_ptr<PGconn, ConnectionCloser> connection;

  SqlResult run(const std::string& sql) const {
    SqlResult result(PQexec(connection.get(), sql.c_str()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
      const char* const sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
      throw SqlError(PQerrorMessage(connection.get()) + (" in: " + sql.substr(0, 500)), sqlstate == nullptr ? "" : sqlstate);
    }
    return result;
  }
};

SqlClient::SqlClient(const std::string& dsn) : impl_(std::make_unique<Impl>()) {
  impl_->connection.reset(PQconnectdb(dsn.c_str()));
  if (PQstatus(impl_->connection.get()) != CONNECTION_OK) {
    throw SqlError(PQerrorMessage(impl_->connection.get()), "08006");
  }
  PQsetNoticeReceiver(impl_->connection.get(), ignore_notice, nullptr);
}

SqlClient::~SqlClient() = default;
SqlClient::SqlClient(SqlClient&&) noexcept = default;
SqlClient& SqlClient::operator=(SqlClient&&) noexcept = default;

void SqlClient::execute(const std::string& sql) {
  impl_->run(sql);
}

std::vector<std::vector<std::string>> SqlClient::rows(const std::string& sql) {
  const SqlResult result = impl_->run(sql);
  std::vector<std::vector<std::string>> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    std::vector<std::string>& values = rows.emplace_back();
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      values.emplace_back(PQgetvalue(result.get(), row, column), static_cast<std::size_t>(PQgetlength(result.get(), row, column)));
    }
  }
  return rows;
}

std::string SqlClient::scalar(const std::string& sql) {
  const std::vector<std::vector<std::string>> answer = rows(sql);
  return answer.empty() || answer.front().empty() ? "" : answer.front().front();
}

void SqlClient::send(const std::string& sql) {
  if (PQsendQuery(impl_->connection.get(), sql.c_str()) == 0) {
    throw SqlError(PQerrorMessage(impl_->connection.get()), "");
  }
}

int SqlClient::backend_pid() const {
  return PQbackendPID(impl_->connection.get());
}

std::string quote_literal(const std::string& text) {
  return quoted(text, '\'');  // standard_conforming_strings is on: a backslash is a backslash
}

std::string quote_name(const std::string& text) {
  return quoted(text, '"');
}

}  // namespace pgmedic::support
