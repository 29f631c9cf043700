#include "app/log_line.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text.h"

namespace pgmedic {
namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// The body of a JSON string, which logfmt's quoted values share.
void append_escaped(std::string& line, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : text) {
    switch (c) {
      case '"': line += "\\\""; break;
      case '\\': line += "\\\\"; break;
      case '\n': line += "\\n"; break;
      case '\r': line += "\\r"; break;
      case '\t': line += "\\t"; break;
      default:
        if (is_control(c)) {
          const auto byte = static_cast<unsigned char>(c);
          line += "\\u00";
          line += kHex[byte >> 4U];
          line += kHex[byte & 0xfU];
        } else {
          line += c;
        }
    }
  }
}

void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  append_escaped(line, text);
  line += '"';
}

bool needs_quotes(std::string_view text) {
  return text.empty() ||
         std::any_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '=' || c == '"' || c == '\\' || is_control(c); });
}

void append_logfmt(std::string& line, std::string_view key, std::string_view value) {
  const std::string text = repair_utf8(value);
  if (!line.empty()) {
    line += ' ';
  }
  line.append(key).append("=");
  if (needs_quotes(text)) {
    append_quoted(line, text);
  } else {
    line += text;
  }
}

void append_json(std::string& line, std::string_view key, std::string_view value) {
  line += line.empty() ? '{' : ',';
  append_quoted(line, key);
  line += ':';
  append_quoted(line, repair_utf8(value));
}

}  // namespace

const char* log_level_name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return "debug";
    case LogLevel::kInfo: return "info";
    case LogLevel::kWarn: return "warn";
    case LogLevel::kError: return "error";
  }
  return "error";
}

std::string format_utc(WallTime time) {
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(milliseconds);
  const std::time_t unix_time = std::chrono::system_clock::to_time_t(seconds);
  std::tm parts{};
  gmtime_r(&unix_time, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string fraction = std::to_string(1000 + (milliseconds - seconds).count());
  return std::string(text.data(), size) + "." + fraction.substr(1) + "Z";
}

std::string format_log_line(LogFormat format, WallTime time, LogLevel level, std::string_view message,
                            std::initializer_list<LogField> fields) {
  const auto append = format == LogFormat::kJson ? append_json : append_logfmt;
  std::string line;
  append(line, "ts", format_utc(time));
  append(line, "level", log_level_name(level));
  append(line, "msg", message);
  for (const LogField& field : fields) {
    append(line, field.key, field.value);
  }
  if (format == LogFormat::kJson) {
    line += '}';
  }
  return line;
}

}  // namespace pgmedic
