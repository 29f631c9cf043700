// Small text helpers that more than one layer needs.
// Thread rule: free functions without state.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pgmedic {

// The candidate that a misspelt word most likely meant, or nullopt when none is near (edit distance over a third).
std::optional<std::string> nearest_name(std::string_view word, const std::vector<std::string>& candidates);

// " (did you mean "--x"?)", with the prefix in front of the nearest one; empty when none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates, std::string_view prefix = {});

// The text with every byte that is no part of valid UTF-8 replaced by U+FFFD. Valid text comes back as it is.
std::string repair_utf8(std::string_view text);
bool is_valid_utf8(std::string_view text);

// The longest prefix of at most max_bytes that does not cut a UTF-8 sequence.
std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes);

// Shell-like pattern over the whole text: * any run, ? one character, backslash quotes. Case matters.
bool matches_glob(std::string_view pattern, std::string_view text);

// "250ms", "15s", "1m", "6h", "7d", "2w"; several units may follow each other ("1h30m"). No bare numbers, no signs.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
// The shortest exact form that parse_duration reads back: "1m", "90s", "1500ms".
std::string format_duration(std::chrono::milliseconds duration);

std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
bool starts_with(std::string_view text, std::string_view prefix);
bool ends_with(std::string_view text, std::string_view suffix);

}  // namespace pgmedic
