// The rendered labels of every row that is served, made once for all families that carry them.
// Thread rule: immutable after it was made; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/rows.h"
#include "metrics/mapper.h"
#include "metrics/mapping_plan.h"

namespace pgmedic {

class LabelTable {
 public:
  LabelTable(const LabelColumns& labels, const RowSet& rows, const std::vector<std::uint32_t>& kept, const MappingOptions& options);

  // `{a="x",b="y"` without the closing brace, which comes after the constant labels; empty without labels.
  // The row's place among the kept ones, here and below.
  std::string_view text(std::size_t place) const {
    return std::string_view(text_).substr(starts_[place], starts_[place + 1] - starts_[place]);
  }
  // The first of the labels that is NULL in this row; nullptr when none is.
  const std::string* null_label(std::size_t place) const;

  // Rows with the same text form a twin group, counted from 1; 0: the text is this row's alone.
  std::uint32_t twin_group(std::size_t place) const { return twins_.empty() ? 0 : twins_[place]; }
  std::uint32_t twin_groups() const { return twin_groups_; }

  // What closes the labels in front of a value: `,fork="heap"} `, `} ` or a space.
  std::string tail(const std::vector<std::pair<std::string, std::string>>& constant_labels) const;

 private:
  void render(const RowSet& rows, const std::vector<std::uint32_t>& kept, const MappingOptions& options);
  void find_twins();

  const LabelColumns& labels_;
  std::string text_;
  std::vector<std::size_t> starts_;   // one more than rows
  std::vector<std::uint16_t> nulls_;  // 1 + the index of the first NULL label; empty when there is none at all
  std::vector<std::uint32_t> twins_;  // empty when there is none at all
  std::uint32_t twin_groups_ = 0;
  bool any_label_ = false;
};

}  // namespace pgmedic
