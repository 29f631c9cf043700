#include "catalog/collector_file.h"

#include <charconv>

#include "base/text.h"
#include "catalog/names.h"

namespace pgmedic {
namespace {

constexpr std::string_view kHeaderStart = "/*---";
constexpr std::string_view kHeaderEnd = "---*/";
constexpr std::string_view kSuffix = ".sql";
constexpr std::string_view kSince = ".since-";
constexpr std::size_t kLongestFile = 1024UL * 1024UL;

// The line that begins there, without its end.
std::string_view line_at(std::string_view text, std::size_t offset) {
  return text.substr(offset, text.find('\n', offset) - offset);
}

// Where the line `---*/` begins.
std::size_t find_header_end(std::string_view text) {
  for (std::size_t start = text.find('\n'); start != std::string_view::npos; start = text.find('\n', start + 1)) {
    if (trim(line_at(text, start + 1)) == kHeaderEnd) {
      return start + 1;
    }
  }
  return std::string_view::npos;
}

bool check_text(std::string_view text, Reporter& reporter) {
  if (text.size() > kLongestFile) {
    reporter.report({1, 1}, "the file is longer than " + std::to_string(kLongestFile) + " bytes");
    return false;
  }
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    reporter.report(position_of(text, nul), "a NUL byte is no text");
    return false;
  }
  std::size_t line_start = 0;
  while (line_start < text.size()) {
    const std::string_view line = line_at(text, line_start);
    if (!is_valid_utf8(line)) {
      reporter.report(position_of(text, line_start), "this line is not valid UTF-8");
      return false;
    }
    line_start += line.size() + 1;
  }
  return true;
}

void check_statement(const std::string& query, Position begin, std::string_view text, std::size_t offset, const SqlText& words,
                     Reporter& reporter) {
  if (words.unterminated) {
    reporter.report(position_of(text, offset + *words.unterminated), "this comment or constant never ends");
  } else if (words.empty) {
    reporter.report(query.empty() ? position_of(text, text.size()) : begin, "the query is missing");
  } else if (words.semicolons.empty()) {
    reporter.report(position_of(text, offset + words.last), "the query must end with a semicolon");
  } else if (words.last != words.semicolons.front()) {
    reporter.report(position_of(text, offset + words.semicolons.front()), "only one statement is allowed, but more follows this semicolon");
  }
}

}  // namespace

std::optional<CollectorFileName> parse_file_name(Reporter& reporter) {
  std::string_view name = reporter.file();
  name.remove_prefix(name.rfind('/') + 1);
  CollectorFileName parsed;
  bool good = ends_with(name, kSuffix);
  name.remove_suffix(good ? kSuffix.size() : 0);
  const std::size_t since = name.find(kSince);
  parsed.collector = name.substr(0, since);
  if (since != std::string_view::npos) {
    const std::string_view digits = name.substr(since + kSince.size());
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.since_major);
    good = good && fault == std::errc() && end == digits.data() + digits.size() && parsed.since_major >= kLeastMajor &&
           parsed.since_major <= kMostMajor;
  }
  if (!good || !is_lower_identifier(parsed.collector)) {
    reporter.report({}, "the file must be named NAME.sql or NAME.since-MAJOR.sql, NAME of a-z, 0-9 and _");
    return std::nullopt;
  }
  return parsed;
}

std::optional<CollectorFile> split_file(const SourceFile& file, Reporter& reporter) {
  const std::string_view text = file.text;
  if (!check_text(text, reporter)) {
    return std::nullopt;
  }
  CollectorFile parts;
  std::size_t body = 0;
  if (starts_with(text, kHeaderStart)) {
    if (trim(line_at(text, 0)) != kHeaderStart) {
      reporter.report({1, static_cast<int>(kHeaderStart.size()) + 1}, "nothing may follow /*--- in its line");
      return std::nullopt;
    }
    const std::size_t end = find_header_end(text);
    if (end == std::string_view::npos) {
      reporter.report({1, 1}, "the header has no end: a line ---*/");
      return std::nullopt;
    }
    const std::size_t begin = line_at(text, 0).size() + 1;
    parts.header = "\n" + std::string(text.substr(begin, end - begin));
    for (const std::string_view mark : {std::string_view("*/"), std::string_view("/*")}) {
      if (const std::size_t found = text.substr(0, end).find(mark, begin); found != std::string_view::npos) {
        reporter.report(position_of(text, found), std::string(mark) + " inside the header would begin or end a comment");
      }
    }
    body = end + line_at(text, end).size();
  }
  const std::size_t first = std::min(text.find_first_not_of(" \t\r\n\f\v", body), text.size());
  parts.query = trim(text.substr(first));
  parts.query_at = position_of(text, first);
  parts.words = scan_sql(parts.query);
  check_statement(parts.query, parts.query_at, text, first, parts.words, reporter);
  return parts;
}

}  // namespace pgmedic
