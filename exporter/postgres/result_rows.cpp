#include "postgres/result_rows.h"

namespace pgmedic {

std::unique_ptr<RowSet> rows_of(OwnedResult result) {
  const PGresult* const rows = result.get();
  return std::make_unique<ResultRows<OwnedResult>>(rows, std::move(result));
}

bool is_success(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::string field_of(const PGresult* result, int field) {
  const char* const text = PQresultErrorField(result, field);
  return text == nullptr ? "" : text;
}

}  // namespace pgmedic
