// Rows that take labels from another row of the same answer, an index from its table: the server neither joins nor repeats names.
// Thread rule: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/rows.h"
#include "catalog/collector.h"

namespace pgmedic {

using RowKey = std::uint64_t;  // an OID, say

// From which row each child takes its labels, by their keys.
class Parents {
 public:
  Parents() = default;
  // From an answer of two columns, a child and its parent. Children that nobody asks for are left out.
  Parents(const RowSet& answer, const std::vector<RowKey>& children);

  // Whether just these children are known. Where one is gone, its key may come back as something else.
  bool are_of(const std::vector<RowKey>& children) const;
  std::optional<RowKey> parent_of(RowKey child) const;

 private:
  std::vector<std::pair<RowKey, RowKey>> pairs_;  // child and parent; ascending, each child once
};

class InheritedRows final : public RowSet {
 public:
  // The collector has `inherit` and lives as long.
  InheritedRows(std::unique_ptr<RowSet> rows, const Collector& collector);

  // The rows whose first label is NULL; ascending, each key once.
  const std::vector<RowKey>& children() const { return children_; }
  // From now on a child has the labels of its parent where its own are NULL. A child whose parent is not among the rows stays as it is.
  void adopt(const Parents& parents);

  std::size_t rows() const override { return rows_->rows(); }
  std::size_t columns() const override { return rows_->columns(); }
  std::string_view column_name(std::size_t column) const override { return rows_->column_name(column); }
  bool is_null(std::size_t row, std::size_t column) const override { return rows_->is_null(giver(row, column), column); }
  std::string_view value(std::size_t row, std::size_t column) const override { return rows_->value(giver(row, column), column); }

 private:
  std::optional<RowKey> key(std::size_t row) const;
  bool is_child(std::size_t row) const { return rows_->is_null(row, *first_label_); }
  std::size_t giver(std::size_t row, std::size_t column) const {
    return is_label_[column] && givers_[row] != row && rows_->is_null(row, column) ? givers_[row] : row;
  }

  std::unique_ptr<RowSet> rows_;
  std::optional<std::size_t> key_;
  std::optional<std::size_t> first_label_;
  std::vector<bool> is_label_;         // by column
  std::vector<std::uint32_t> givers_;  // by row: the one whose labels it has
  std::vector<RowKey> children_;
};

}  // namespace pgmedic
