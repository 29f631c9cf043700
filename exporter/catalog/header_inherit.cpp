// The `inherit` map of a header.
#include <algorithm>

#include "catalog/header.h"
#include "catalog/names.h"
#include "catalog/sql_text.h"

namespace pgmedic {
namespace {

bool is_one_query(const std::string& sql) {
  const SqlText text = scan_sql(sql);
  const bool begins_well = !text.words.empty() && (text.words.front().text == "select" || text.words.front().text == "with");
  return begins_well && text.semicolons.empty() && !text.unterminated;
}

}  // namespace

void read_inherit(const MapReader& header, ParsedCollector& parsed, Reporter& reporter) {
  const YamlEntry* entry = header.find("inherit");
  if (entry == nullptr) {
    return;
  }
  const MapReader reader(entry->value, "inherit", {"key", "parents"}, reporter);
  reader.require("key");
  reader.require("parents");
  Inheritance inherit{reader.text("key").value_or(""), reader.text("parents").value_or("")};
  const std::vector<std::string>& labels = parsed.collector.labels;
  if (labels.empty()) {
    reporter.report(entry->at, "inherit is about labels, and this collector has none");
    return;
  }
  if (inherit.key_column.empty() || inherit.parents.empty()) {
    return;  // reported
  }
  const Position key_at = reader.value_position("key");
  if (!is_identifier(inherit.key_column)) {
    reporter.report(key_at, "\"" + inherit.key_column + "\" is no column name");
  } else if (std::find(labels.begin(), labels.end(), inherit.key_column) != labels.end()) {
    reporter.report(key_at, "\"" + inherit.key_column + "\" is a label; the key must be a column of its own");
  } else {
    parsed.columns.push_back(ColumnUse{inherit.key_column, "column of inherit.key", parsed.collector.requirements.server, key_at});
  }
  if (!is_one_query(inherit.parents)) {
    reporter.report(reader.value_position("parents"), "parents must be one query that begins with SELECT or WITH, without a semicolon");
  }
  parsed.collector.inherit = std::move(inherit);
}

}  // namespace pgmedic
