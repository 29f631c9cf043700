// Single values of the journal's rows.
#include <fmt/format.h>

#include <charconv>

#include "remedy/journal_rows.h"

namespace pgmedic {

std::string number_sql(const char* column, const char* fact) {
  return fmt::format("CASE WHEN {0} ->> '{1}' ~ '^[0-9.eE+-]+$' THEN ({0} ->> '{1}')::float8 END", column, fact);
}

std::optional<double> optional_number(const RowSet& rows, std::size_t row, std::size_t column) {
  return rows.is_null(row, column) ? std::nullopt : std::optional<double>(read_number(rows.value(row, column)));
}

std::vector<std::string> read_array(std::string_view text) {
  std::vector<std::string> values;
  if (text.size() < 2 || text == "{}") {
    return values;
  }
  text = text.substr(1, text.size() - 2);
  values.emplace_back();
  bool quoted = false;
  bool was_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      values.back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
      was_quoted = true;
    } else if (c == ',' && !quoted) {
      if (!was_quoted && values.back() == "NULL") {
        values.back().clear();
      }
      values.emplace_back();
      was_quoted = false;
    } else {
      values.back() += c;
    }
  }
  if (!was_quoted && values.back() == "NULL") {
    values.back().clear();
  }
  return values;
}

double read_number(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

WallTime from_epoch(std::string_view seconds) {
  return WallTime(std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(read_number(seconds))));
}

}  // namespace pgmedic
