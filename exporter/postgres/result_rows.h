// Rows read from libpq's own result, and what else is read from one.
// Thread rule: a set of rows belongs to one thread; the functions have no state.
#pragma once

#include <libpq-fe.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/rows.h"

namespace pgmedic {

struct ResultClearer {
  void operator()(PGresult* result) const { PQclear(result); }
};
using OwnedResult = std::unique_ptr<PGresult, ResultClearer>;

// Owner: whatever keeps the result alive.
template <class Owner>
class ResultRows final : public RowSet {
 public:
  ResultRows(const PGresult* result, Owner owner) : owner_(std::move(owner)), result_(result) {}

  std::size_t rows() const override { return static_cast<std::size_t>(PQntuples(result_)); }
  std::size_t columns() const override { return static_cast<std::size_t>(PQnfields(result_)); }
  std::string_view column_name(std::size_t column) const override { return PQfname(result_, static_cast<int>(column)); }
  bool is_null(std::size_t row, std::size_t column) const override {
    return PQgetisnull(result_, static_cast<int>(row), static_cast<int>(column)) != 0;
  }
  std::string_view value(std::size_t row, std::size_t column) const override {
    const int r = static_cast<int>(row);
    const int c = static_cast<int>(column);
    return {PQgetvalue(result_, r, c), static_cast<std::size_t>(PQgetlength(result_, r, c))};
  }

 private:
  Owner owner_;
  const PGresult* result_;
};

std::unique_ptr<RowSet> rows_of(OwnedResult result);

bool is_success(const PGresult* result);
// A field (PG_DIAG_...) of an error or a notice; empty when it has none.
std::string field_of(const PGresult* result, int field);

}  // namespace pgmedic
