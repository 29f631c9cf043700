// One file of sql/collectors taken apart: what its name says, its header, its query.
// Thread rule: free functions and plain values. Errors: reported, never thrown.
#pragma once

#include <optional>
#include <string>

#include "catalog/reporter.h"
#include "catalog/sql_text.h"

namespace pgmedic {

// What can be a server's major version: since 10 it is one number.
inline constexpr int kLeastMajor = 10;
inline constexpr int kMostMajor = 99;

// NAME.sql, or NAME.since-17.sql.
struct CollectorFileName {
  std::string collector;
  int since_major = 0;  // 0: the base file
};
std::optional<CollectorFileName> parse_file_name(Reporter& reporter);

struct CollectorFile {
  std::string header;  // YAML, with a blank first line so that positions are the file's; empty: no header
  std::string query;   // without space around
  Position query_at;   // where it begins
  SqlText words;       // of the query
};

// Takes the header off and checks the query: not empty, one statement, ended by a semicolon. Nothing where the file is
// not even text or its header has no end.
std::optional<CollectorFile> split_file(const SourceFile& file, Reporter& reporter);

}  // namespace pgmedic
