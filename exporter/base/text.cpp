#include "base/text.h"

#include <algorithm>

namespace pgmedic {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitution});
    }
  }
  return row[b.size()];
}

// What one place of a pattern stands for.
struct GlobItem {
  bool any_text = false;       // *
  bool any_character = false;  // ?
  char character = '\0';
  std::size_t length = 1;  // in the pattern
};

// Nothing at the pattern's end.
std::optional<GlobItem> glob_item(std::string_view pattern, std::size_t at) {
  if (at >= pattern.size()) {
    return std::nullopt;
  }
  if (pattern[at] == '\\' && at + 1 < pattern.size()) {
    return GlobItem{false, false, pattern[at + 1], 2};
  }
  return GlobItem{pattern[at] == '*', pattern[at] == '?', pattern[at], 1};
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* nearest = nullptr;
  std::size_t best = word.size() / 3 + 2;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best) {
      best = distance;
      nearest = &candidate;
    }
  }
  return nearest == nullptr ? std::nullopt : std::optional<std::string>(*nearest);
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates, std::string_view prefix) {
  const std::optional<std::string> nearest = nearest_name(word, candidates);
  return nearest ? " (did you mean \"" + std::string(prefix) + *nearest + "\"?)" : std::string();
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  // Greedy with one step back: linear in practice, and no recursion for a hostile pattern to exploit.
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    const std::optional<GlobItem> item = glob_item(pattern, p);
    if (item && item->any_text) {
      star = p++;
      star_text = t;
    } else if (item && (item->any_character || item->character == text[t])) {
      p += item->length;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator, start)) {
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  parts.emplace_back(text.substr(start));
  return parts;
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

}  // namespace pgmedic
