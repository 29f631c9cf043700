#include "catalog/queries.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace pgmedic {
namespace {

constexpr std::string_view kParameterPrefix = "pgmedic.";

MajorRange majors_of(const std::vector<QueryFile>& queries, std::size_t index) {
  const bool last = index + 1 == queries.size();
  return MajorRange{queries[index].since_major, last ? 0 : queries[index + 1].since_major - 1};
}

Position place_in(const CollectorFile& parts, std::size_t offset) {
  const Position within = position_of(parts.query, offset);
  return Position{parts.query_at.line + within.line - 1, within.line == 1 ? parts.query_at.column + within.column - 1 : within.column};
}

// The session is read-only anyway; this says so earlier.
void check_kind(const Collector& collector, const QueryFile& query) {
  const std::vector<SqlWord>& words = query.parts->words.words;
  if (query.parts->words.empty) {
    return;
  }
  const std::string first = words.empty() ? std::string() : words.front().text;
  if (collector.scope == Scope::kPgBouncer && first != "show") {
    query.reporter->report(query.parts->query_at, "a PgBouncer collector must be a SHOW command");
  }
  if (collector.scope != Scope::kPgBouncer && first != "select" && first != "with") {
    query.reporter->report(query.parts->query_at, "a collector must be a query that begins with SELECT or WITH");
  }
}

void check_columns(const ParsedCollector& parsed, const QueryFile& query, const MajorRange& majors, Reporter& header) {
  for (const ColumnUse& use : parsed.columns) {
    if (overlap(use.server, majors) && !query.parts->words.has_word(use.column)) {
      header.report(use.at, use.what + " \"" + use.column + "\" does not occur in the query of " + query.reporter->file() + use.hint);
    }
  }
}

void check_undeclared_parameters(const ParsedCollector& parsed, const QueryFile& query) {
  for (const SqlWord& constant : query.parts->words.strings) {
    if (!starts_with(constant.text, kParameterPrefix)) {
      continue;
    }
    const std::string name = constant.text.substr(kParameterPrefix.size());
    const auto& declared = parsed.collector.parameters;
    if (std::none_of(declared.begin(), declared.end(), [&](const auto& parameter) { return parameter.first == name; })) {
      query.reporter->report(place_in(*query.parts, constant.offset), "the header declares no parameter \"" + name + "\"");
    }
  }
}

void check_unused_parameters(const ParsedCollector& parsed, const std::vector<QueryFile>& queries, Reporter& header) {
  for (std::size_t i = 0; i < parsed.parameters.size(); ++i) {
    const std::string& name = parsed.collector.parameters[i].first;
    const std::string setting = std::string(kParameterPrefix) + name;
    const auto reads_it = [&](const QueryFile& query) {
      const std::vector<SqlWord>& strings = query.parts->words.strings;
      return std::any_of(strings.begin(), strings.end(), [&](const SqlWord& constant) { return constant.text == setting; });
    };
    if (std::none_of(queries.begin(), queries.end(), reads_it)) {
      header.report(parsed.parameters[i],
                    fmt::format("parameter \"{}\" is read by no query; write current_setting('{}', true)", name, setting));
    }
  }
}

}  // namespace

void check_queries(const ParsedCollector& parsed, const std::vector<QueryFile>& queries) {
  Reporter& header = *queries.front().reporter;
  const bool console = parsed.collector.scope == Scope::kPgBouncer;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const QueryFile& query = queries[i];
    check_kind(parsed.collector, query);
    if (i > 0 && console) {
      query.reporter->report({1, 1}, "a PgBouncer collector has no variants for server majors");
      continue;
    }
    const MajorRange majors = majors_of(queries, i);
    if (!overlap(majors, parsed.collector.requirements.server)) {
      query.reporter->report({1, 1}, "no server that this collector runs on (requires.server) gets this query");
    } else if (!console) {
      check_columns(parsed, query, intersection(majors, parsed.collector.requirements.server), header);
    }
    check_undeclared_parameters(parsed, query);
  }
  check_unused_parameters(parsed, queries, header);
}

}  // namespace pgmedic
