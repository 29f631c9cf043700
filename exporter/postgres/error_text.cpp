#include "postgres/error_text.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/text.h"

namespace pgmedic {
namespace {

// "LOCATION:  ...", "DETAIL:  ...": of no use to the reader of a log.
bool is_field_line(std::string_view line) {
  const std::size_t colon = line.find(":  ");
  return colon != std::string_view::npos && colon > 0 &&
         std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), [](unsigned char c) { return std::isupper(c) != 0; });
}

// Takes "28P01: " out of "FATAL:  28P01: password authentication failed" and returns the code.
std::string take_sqlstate(std::string& line) {
  constexpr std::size_t kCode = 5;
  for (std::size_t at = line.find(":  "); at != std::string::npos; at = line.find(":  ", at + 1)) {
    const std::size_t start = at + 3;
    std::string code = line.substr(start, kCode);
    const bool plausible =
        code.size() == kCode && line.compare(start + kCode, 2, ": ") == 0 &&
        std::all_of(code.begin(), code.end(), [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0; });
    if (plausible) {
      line.erase(start, kCode + 2);
      return code;
    }
  }
  return "";
}

// libpq quotes values with double quotes; a value may hold some itself, so everything between the outermost goes.
std::string without_quoted(std::string_view text) {
  const std::size_t first = text.find('"');
  const std::size_t last = text.rfind('"');
  if (first == std::string_view::npos || first == last) {
    return std::string(text.substr(0, first));
  }
  return std::string(text.substr(0, first)) + "\"...\"" + std::string(text.substr(last + 1));
}

}  // namespace

std::string scrub(std::string text, const std::string& secret) {
  if (secret.empty()) {
    return text;
  }
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
    text.replace(at, secret.size(), "***");
  }
  return text;
}

ConnectComplaint read_connect_complaint(std::string_view libpq_text) {
  ConnectComplaint complaint;
  std::vector<std::string> lines;
  for (const std::string& raw : split(libpq_text, '\n')) {
    std::string line(trim(raw));
    if (line.empty() || is_field_line(line)) {
      continue;
    }
    const std::string sqlstate = take_sqlstate(line);
    if (!sqlstate.empty()) {
      complaint.sqlstate = sqlstate;
    }
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) {
      lines.push_back(std::move(line));
    }
  }
  // Beyond this prefix libpq is past reading the string and talks about the server.
  const bool about_server = std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
    return starts_with(line, "connection to server ") || starts_with(line, "could not translate host name ");
  });
  for (const std::string& line : lines) {
    complaint.text += (complaint.text.empty() ? "" : "; ") + (about_server ? line : without_quoted(line));
  }
  return complaint;
}

}  // namespace pgmedic
