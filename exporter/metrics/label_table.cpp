#include "metrics/label_table.h"

#include <algorithm>
#include <functional>

#include "metrics/escape.h"

namespace pgmedic {
namespace {

// `{a="x",b="y"` of labels that are the same in every row.
std::string render_pairs(const std::vector<std::pair<std::string, std::string>>& pairs, bool first, std::size_t max_bytes) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    text += first ? '{' : ',';
    first = false;
    text += name;
    text += "=\"";
    append_label_value(text, value, max_bytes);
    text += '"';
  }
  return text;
}

}  // namespace

LabelTable::LabelTable(const LabelColumns& labels, const RowSet& rows, const std::vector<std::uint32_t>& kept,
                       const MappingOptions& options)
    : labels_(labels), any_label_(!labels.names.empty() || !options.extra_labels.empty()) {
  render(rows, kept, options);
  find_twins();
}

void LabelTable::render(const RowSet& rows, const std::vector<std::uint32_t>& kept, const MappingOptions& options) {
  const std::string prefix = render_pairs(options.extra_labels, true, options.label_bytes);
  std::vector<std::string> heads;
  std::size_t bytes = prefix.size() * kept.size();
  for (const std::string& name : labels_.names) {
    heads.push_back((prefix.empty() && heads.empty() ? "{" : ",") + name + "=\"");
    bytes += (heads.back().size() + 1) * kept.size();
  }
  for (const std::uint32_t row : kept) {
    for (const std::size_t column : labels_.columns) {
      bytes += std::min(rows.value(row, column).size(), options.label_bytes);
    }
  }
  text_.reserve(bytes);
  starts_.reserve(kept.size() + 1);
  for (std::size_t place = 0; place < kept.size(); ++place) {
    starts_.push_back(text_.size());
    text_ += prefix;
    for (std::size_t i = 0; i < heads.size(); ++i) {
      if (!labels_.null_is_empty && rows.is_null(kept[place], labels_.columns[i])) {
        nulls_.resize(kept.size());
        nulls_[place] = nulls_[place] == 0 ? static_cast<std::uint16_t>(i + 1) : nulls_[place];
      }
      text_ += heads[i];
      append_label_value(text_, rows.value(kept[place], labels_.columns[i]), options.label_bytes);
      text_ += '"';
    }
  }
  starts_.push_back(text_.size());
}

void LabelTable::find_twins() {
  // Open addressing over row numbers: a set of strings would cost as much as all the rest of the mapping.
  const std::size_t rows = starts_.size() - 1;
  std::size_t slots = 16;
  while (slots < rows * 2) {
    slots *= 2;
  }
  std::vector<std::uint32_t> table(slots, 0);  // 1 + the row
  for (std::size_t place = 0; place < rows; ++place) {
    if (null_label(place) != nullptr) {
      continue;  // never served
    }
    std::size_t slot = std::hash<std::string_view>()(text(place)) & (slots - 1);
    while (table[slot] != 0 && text(table[slot] - 1) != text(place)) {
      slot = (slot + 1) & (slots - 1);
    }
    if (table[slot] == 0) {
      table[slot] = static_cast<std::uint32_t>(place + 1);
      continue;
    }
    twins_.resize(rows);
    std::uint32_t& group = twins_[table[slot] - 1];
    group = group == 0 ? ++twin_groups_ : group;
    twins_[place] = group;
  }
}

const std::string* LabelTable::null_label(std::size_t place) const {
  return nulls_.empty() || nulls_[place] == 0 ? nullptr : &labels_.names[nulls_[place] - 1U];
}

std::string LabelTable::tail(const std::vector<std::pair<std::string, std::string>>& constant_labels) const {
  std::string tail = render_pairs(constant_labels, !any_label_, std::string::npos);
  tail += any_label_ || !constant_labels.empty() ? "} " : " ";
  return tail;
}

}  // namespace pgmedic
