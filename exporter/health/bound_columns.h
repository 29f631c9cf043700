// The columns of a check found in the rows of one answer.
// Thread rule: one thread; lives no longer than check and rows.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/rows.h"
#include "catalog/collector.h"
#include "health/observation.h"

namespace pgmedic {

class BoundColumns {
 public:
  BoundColumns(const Check& check, const Collector& collector, const RowSet& rows);

  // The first column without which nothing can be judged and that the rows lack; nullptr: none.
  const std::string* missing() const { return missing_; }

  // What is judged in this row; nothing where it is NULL, no number, or not this check's row.
  std::optional<double> value(std::size_t row) const;
  // Whether the conditions (when) hold.
  bool is_meant(std::size_t row) const;
  std::string key(std::size_t row) const;
  Observation observe(std::size_t row, double value, const std::string& place) const;

 private:
  struct Column {
    const CheckColumn* spec = nullptr;
    std::optional<std::size_t> at;
    std::optional<std::size_t> add;
  };
  struct Filter {
    std::size_t at = 0;
    const std::vector<std::string>* values = nullptr;
  };

  std::vector<Column> bind_all() const;
  Column bind(const CheckColumn& spec) const;
  const Column* find(const std::string& name) const;
  const Column* require(const std::string& name);
  std::optional<double> number(const Column& column, std::size_t row) const;
  std::vector<std::pair<std::string, std::string>> labels(std::size_t row) const;
  Evidence evidence(const std::string& name, std::size_t row) const;
  std::vector<std::string> summary(std::size_t row, double value) const;

  const Check& check_;
  const RowSet& rows_;
  const bool null_is_empty_;  // PgBouncer's console cannot say COALESCE
  std::vector<Column> columns_;
  const std::string* missing_ = nullptr;
  const Column* value_ = nullptr;
  const Column* divisor_ = nullptr;
  std::vector<const Column*> labels_;
  std::vector<std::pair<const Column*, double>> conditions_;
  std::vector<Filter> filters_;
  std::vector<SummaryPiece> pieces_;
};

}  // namespace pgmedic
