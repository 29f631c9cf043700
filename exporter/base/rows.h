// Rows of a query, as the layers above the database see them: text values by column and row. It stands here because
// those who fetch rows and those who map them do not know each other.
// Thread rule: read-only after it was made; one thread at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgmedic {

class RowSet {
 public:
  virtual ~RowSet() = default;
  virtual std::size_t rows() const = 0;
  virtual std::size_t columns() const = 0;
  virtual std::string_view column_name(std::size_t column) const = 0;
  virtual bool is_null(std::size_t row, std::size_t column) const = 0;
  // The value as the server sent it; empty where it is NULL. Lives as long as the row set.
  virtual std::string_view value(std::size_t row, std::size_t column) const = 0;

  // The column of that name, exactly as written.
  std::optional<std::size_t> find_column(std::string_view name) const;
};

// Rows made by hand: the answers of small things, and fixtures.
class TableRows final : public RowSet {
 public:
  using Value = std::optional<std::string>;
  TableRows(std::vector<std::string> columns, std::vector<std::vector<Value>> rows);

  std::size_t rows() const override { return rows_.size(); }
  std::size_t columns() const override { return columns_.size(); }
  std::string_view column_name(std::size_t column) const override { return columns_[column]; }
  bool is_null(std::size_t row, std::size_t column) const override { return !rows_[row][column].has_value(); }
  std::string_view value(std::size_t row, std::size_t column) const override;

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<Value>> rows_;
};

}  // namespace pgmedic
