#include "catalog/render_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace pgmedic {
namespace {

// Characters, not bytes.
std::size_t shown_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// What is judged: "a", "a / b".
std::string judged_text(const Check& check) {
  const CheckColumn* divisor = check.divided_by.empty() ? nullptr : check.find_column(check.divided_by);
  return markdown_code(check.metric) + (divisor == nullptr ? std::string() : " / " + markdown_code(divisor->metric));
}

}  // namespace

std::string markdown_plain(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '*' || c == '<' || c == '\\' || c == '`' || c == '[') {
      escaped += '\\';
    }
    escaped += c;
  }
  return escaped;
}

std::string markdown_code(std::string_view text) {
  std::string cell = "`";
  for (const char c : text) {
    cell += c == '|' ? std::string("\\|") : std::string(1, c);
  }
  return cell + "`";
}

std::string wrapped_text(std::string_view text, std::size_t indent, std::size_t width) {
  std::string lines;
  std::size_t used = 0;
  for (const std::string& word : split(trim(text), ' ')) {
    const std::size_t length = shown_width(word);
    if (used == 0) {
      lines += std::string(indent, ' ');
      used = indent;
    } else if (used + 1 + length > width) {
      lines += "\n" + std::string(indent, ' ');
      used = indent;
    } else {
      lines += ' ';
      ++used;
    }
    lines += word;
    used += length;
  }
  return lines + "\n";
}

std::string checks_markdown(const std::vector<Check>& checks) {
  if (checks.empty()) {
    return {};
  }
  std::string page = "\n| check | judges | finding when | remedy | what it tells |\n|---|---|---|---|---|\n";
  for (const Check& check : checks) {
    page += fmt::format("| `{}` | {} | {} | {} | {}. {} |\n", check.name, judged_text(check), markdown_plain(condition_text(check)),
                        check.remedy, markdown_plain(check.summary), markdown_plain(check.advice));
  }
  return page;
}

std::string check_text(const Check& check, std::size_t indent, std::size_t width) {
  const std::string what = check.divided_by.empty() ? check.metric : check.value + " / " + check.divided_by;
  return fmt::format("{}{}\n", std::string(indent / 2, ' '), check.name) + wrapped_text(what + " " + condition_text(check), indent, width) +
         wrapped_text(check.summary, 2 * indent, width) + wrapped_text(check.advice, 2 * indent, width);
}

}  // namespace pgmedic
