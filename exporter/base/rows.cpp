#include "base/rows.h"

#include <utility>

namespace pgmedic {

std::optional<std::size_t> RowSet::find_column(std::string_view name) const {
  for (std::size_t column = 0; column < columns(); ++column) {
    if (column_name(column) == name) {
      return column;
    }
  }
  return std::nullopt;
}

TableRows::TableRows(std::vector<std::string> columns, std::vector<std::vector<Value>> rows)
    : columns_(std::move(columns)), rows_(std::move(rows)) {}

std::string_view TableRows::value(std::size_t row, std::size_t column) const {
  const Value& value = rows_[row][column];
  return value ? std::string_view(*value) : std::string_view();
}

}  // namespace pgmedic
