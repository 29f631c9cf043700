#include "metrics/escape.h"

#include <algorithm>

#include "base/text.h"

namespace pgmedic {
namespace {

// Printable ASCII without backslash and quote: almost every value, and nothing to do for it.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '\\' && c != '"'; });
}

void append_escaped(std::string& out, std::string_view text, bool quotes) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\' || (quotes && c == '"')) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
}

}  // namespace

void append_label_value(std::string& out, std::string_view value, std::size_t max_bytes) {
  if (value.size() <= max_bytes && is_plain(value)) {
    out.append(value);
    return;
  }
  const std::string repaired = repair_utf8(value);
  append_escaped(out, truncate_utf8(repaired, max_bytes), true);
}

void append_help(std::string& out, std::string_view help, bool quotes) {
  append_escaped(out, repair_utf8(help), quotes);
}

std::string name_piece(std::string_view value) {
  std::string piece(value);
  for (char& c : piece) {
    if (!is_name_character(c)) {
      c = '_';
    }
  }
  return piece;
}

bool is_metric_name(std::string_view name) {
  return !name.empty() && (name[0] < '0' || name[0] > '9') && std::all_of(name.begin(), name.end(), is_name_character);
}

}  // namespace pgmedic
