#include "metrics/inherited_rows.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <system_error>

namespace pgmedic {
namespace {

using Pair = std::pair<RowKey, RowKey>;

std::optional<RowKey> parse_key(std::string_view text) {
  RowKey key = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), key);
  return fault == std::errc() && end == text.data() + text.size() ? std::optional<RowKey>(key) : std::nullopt;
}

// The second of the pair that begins with the key, of pairs in ascending order.
std::optional<RowKey> look_up(const std::vector<Pair>& pairs, RowKey key) {
  const auto found = std::lower_bound(pairs.begin(), pairs.end(), key, [](const Pair& pair, RowKey wanted) { return pair.first < wanted; });
  return found == pairs.end() || found->first != key ? std::nullopt : std::optional<RowKey>(found->second);
}

}  // namespace

Parents::Parents(const RowSet& answer, const std::vector<RowKey>& children) {
  if (answer.columns() != 2) {
    return;
  }
  pairs_.reserve(children.size());
  for (std::size_t row = 0; row < answer.rows(); ++row) {
    const std::optional<RowKey> child = parse_key(answer.value(row, 0));
    const std::optional<RowKey> parent = parse_key(answer.value(row, 1));
    if (child && parent && std::binary_search(children.begin(), children.end(), *child)) {
      pairs_.emplace_back(*child, *parent);
    }
  }
  std::sort(pairs_.begin(), pairs_.end());
  const auto same_child = [](const Pair& a, const Pair& b) { return a.first == b.first; };
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end(), same_child), pairs_.end());
}

bool Parents::are_of(const std::vector<RowKey>& children) const {
  return std::equal(pairs_.begin(), pairs_.end(), children.begin(), children.end(),
                    [](const Pair& pair, RowKey child) { return pair.first == child; });
}

std::optional<RowKey> Parents::parent_of(RowKey child) const {
  return look_up(pairs_, child);
}

InheritedRows::InheritedRows(std::unique_ptr<RowSet> rows, const Collector& collector)
    : rows_(std::move(rows)),
      key_(rows_->find_column(collector.inherit->key_column)),
      first_label_(rows_->find_column(collector.labels.front())),
      is_label_(rows_->columns()),
      givers_(rows_->rows()) {
  std::iota(givers_.begin(), givers_.end(), 0U);
  for (const std::string& label : collector.labels) {
    if (const std::optional<std::size_t> column = rows_->find_column(label)) {
      is_label_[*column] = true;
    }
  }
  if (!key_ || !first_label_) {
    return;
  }
  for (std::size_t row = 0; row < rows_->rows(); ++row) {
    const std::optional<RowKey> child = is_child(row) ? key(row) : std::nullopt;
    if (child) {
      children_.push_back(*child);
    }
  }
  std::sort(children_.begin(), children_.end());
  children_.erase(std::unique(children_.begin(), children_.end()), children_.end());
}

std::optional<RowKey> InheritedRows::key(std::size_t row) const {
  return parse_key(rows_->value(row, *key_));
}

void InheritedRows::adopt(const Parents& parents) {
  if (children_.empty()) {
    return;
  }
  std::vector<Pair> places;  // key and row of those that can be a parent
  for (std::size_t row = 0; row < rows_->rows(); ++row) {
    const std::optional<RowKey> own = is_child(row) ? std::nullopt : key(row);
    if (own) {
      places.emplace_back(*own, row);
    }
  }
  std::sort(places.begin(), places.end());
  for (std::size_t row = 0; row < rows_->rows(); ++row) {
    const std::optional<RowKey> own = is_child(row) ? key(row) : std::nullopt;
    const std::optional<RowKey> parent = own ? parents.parent_of(*own) : std::nullopt;
    const std::optional<RowKey> place = parent ? look_up(places, *parent) : std::nullopt;
    if (place) {
      givers_[row] = static_cast<std::uint32_t>(*place);
    }
  }
}

}  // namespace pgmedic
