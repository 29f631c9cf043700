#include "catalog/reporter.h"

#include <algorithm>

namespace pgmedic {

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
  return Position{static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1, static_cast<int>(before.size() - line_start) + 1};
}

std::string Diagnostic::text() const {
  if (line == 0) {
    return file + ": " + message;
  }
  return file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + message;
}

}  // namespace pgmedic
