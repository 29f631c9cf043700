#include "architecture/text_rules.h"

#include <algorithm>
#include <regex>

namespace pgmedic::architecture {
namespace {

constexpr std::size_t kLongestFile = 300;
constexpr std::size_t kLongestMain = 40;

// One violation for each line that `pattern` finds.
std::vector<Violation> find_lines(const SourceFile& file, const std::string& text, const std::regex& pattern, const std::string& message) {
  std::vector<Violation> violations;
  std::size_t number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    if (std::smatch match; std::regex_search(line, match, pattern)) {
      violations.push_back({file.path, number, message + ": " + match.str()});
    }
  }
  return violations;
}

// Where the comment or literal that begins at `start` ends; `start` itself when none begins there.
std::size_t end_of_hidden(std::string_view sql, std::size_t start) {
  const auto after = [&](std::string_view end, std::size_t from) {
    const std::size_t at = sql.find(end, from);
    return at == std::string_view::npos ? sql.size() : at + end.size();
  };
  if (sql.substr(start, 2) == "/*") {
    return after("*/", start + 2);
  }
  if (sql.substr(start, 2) == "--") {
    return std::min(sql.find('\n', start), sql.size());
  }
  return sql[start] == '\'' ? after("'", start + 1) : start;
}

// SQL with its comments and string literals blanked out; the lines stay where they are.
std::string blank_comments_and_literals(const std::string& sql) {
  std::string blanked = sql;
  for (std::size_t at = 0; at < sql.size();) {
    const std::size_t end = end_of_hidden(sql, at);
    std::replace_if(
        blanked.begin() + static_cast<std::ptrdiff_t>(at), blanked.begin() + static_cast<std::ptrdiff_t>(end),
        [](char character) { return character != '\n'; }, ' ');
    at = std::max(end, at + 1);
  }
  return blanked;
}

}  // namespace

std::vector<Violation> check_length(const SourceFile& file) {
  const std::size_t limit = file.path.ends_with("/main.cpp") ? kLongestMain : kLongestFile;
  const std::size_t length = lines_of(file.text).size();
  if (length <= limit) {
    return {};
  }
  return {{file.path, 0, std::to_string(length) + " lines, more than " + std::to_string(limit) + ": split it by what its parts do"}};
}

std::vector<Violation> check_flags_stay_in_app(const SourceFile& file) {
  static const std::regex kFlag("\\bFLAGS_[a-z_]+|\\bDE(FINE|CLARE)_(bool|string|u?int32|u?int64|double)\\b");
  if (file.path.starts_with("exporter/app/")) {
    return {};
  }
  return find_lines(file, file.text, kFlag, "a command line flag outside app");
}

std::vector<Violation> check_header_introduction(const SourceFile& file) {
  const std::vector<std::string> lines = lines_of(file.text);
  if (lines.empty() || !lines.front().starts_with("// ")) {
    return {{file.path, 1, "a header begins with what it is for"}};
  }
  if (std::find(lines.begin(), lines.end(), "#pragma once") == lines.end()) {
    return {{file.path, 0, "#pragma once is missing"}};
  }
  return {};
}

std::vector<Violation> check_left_overs(const SourceFile& file) {
  // Put together from pieces, or this file would accuse itself.
  static const std::regex kUnfinished(std::string("\\b(TO") + "DO|FIX" + "ME|XX" + "X)\\b");
  static const std::regex kMachinePath(std::string("(^|[^A-Za-z0-9_.~*-])/(ho") + "me|wo" + "rk|ro" + "ot)/[A-Za-z0-9_.-]+");
  std::vector<Violation> violations = find_lines(file, file.text, kUnfinished, "unfinished by its own words");
  std::vector<Violation> paths = find_lines(file, file.text, kMachinePath, "a path of one machine");
  violations.insert(violations.end(), paths.begin(), paths.end());
  return violations;
}

std::vector<Violation> check_catalog_is_qualified(const SourceFile& file) {
  static const std::regex kBare(R"(\b(from|join|update|into|lateral)\s+(only\s+)?pg_(?!catalog\.)[a-z0-9_]+)", std::regex::icase);
  static const std::regex kNextLine(R"(\b(from|join)\s*\n\s*pg_(?!catalog\.)[a-z0-9_]+)", std::regex::icase);
  const std::string sql = blank_comments_and_literals(file.text);
  std::vector<Violation> violations = find_lines(file, sql, kBare, "pg_catalog. is missing");
  if (std::smatch match; std::regex_search(sql, match, kNextLine)) {
    violations.push_back({file.path, 0, "pg_catalog. is missing: " + match.str()});
  }
  return violations;
}

std::vector<Violation> check_collector_names(const std::vector<SourceFile>& sql_files) {
  static const std::regex kName(R"(sql/collectors/([a-z][a-z0-9_]*)(\.since-[0-9]+)?\.sql)");
  std::vector<Violation> violations;
  for (const SourceFile& file : sql_files) {
    std::smatch match;
    if (!std::regex_match(file.path, match, kName)) {
      violations.push_back({file.path, 0, "is named neither NAME.sql nor NAME.since-NN.sql"});
      continue;
    }
    const std::string name = match[1];
    const bool has_header = file.text.starts_with("/*---");
    if (!match[2].matched) {
      if (!has_header || file.text.find("\ncollector: " + name + "\n") == std::string::npos) {
        violations.push_back({file.path, 1, "its header does not say \"collector: " + name + "\""});
      }
      continue;
    }
    const std::string base = "sql/collectors/" + name + ".sql";
    if (has_header) {
      violations.push_back({file.path, 1, "a variant has no header of its own"});
    }
    if (std::none_of(sql_files.begin(), sql_files.end(), [&](const SourceFile& other) { return other.path == base; })) {
      violations.push_back({file.path, 0, "is a variant of nothing: " + base + " is missing"});
    }
  }
  return violations;
}

}  // namespace pgmedic::architecture
