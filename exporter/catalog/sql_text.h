// The words of an SQL text, without comments: enough to see where statements end and which names occur. Not a parser:
// what a query really gives is proven on a server.
// Thread rule: free functions and plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgmedic {

struct SqlWord {
  std::string text;  // folded to lower case as the server does, unless it was quoted
  std::size_t offset = 0;
};

struct SqlText {
  std::vector<SqlWord> words;               // identifiers and keywords
  std::vector<SqlWord> strings;             // string constants, as written between the quotes
  std::vector<std::size_t> semicolons;      // outside of everything
  std::size_t last = 0;                     // offset of the last byte that is neither space nor comment
  bool empty = true;                        // nothing but space and comments
  std::optional<std::size_t> unterminated;  // where a comment or constant begins that never ends

  bool has_word(std::string_view name) const;
};

SqlText scan_sql(std::string_view sql);

}  // namespace pgmedic
