#include "catalog/map_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace pgmedic {
namespace {

std::string quoted(std::string_view word) {
  return "\"" + std::string(word) + "\"";
}

std::string listing(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) {
      text += i + 1 == words.size() ? " or " : ", ";
    }
    text += words[i];
  }
  return text;
}

template <class T>
std::optional<T> parse_number(std::string_view text) {
  T number{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::string unknown_word(std::string_view word, std::string_view what, const std::vector<std::string>& known) {
  const std::optional<std::string> nearest = nearest_name(word, known);
  const std::string advice = nearest ? "did you mean " + quoted(*nearest) + "?" : "write " + listing(known);
  return quoted(word) + " is no " + std::string(what) + "; " + advice;
}

MapReader::MapReader(const YamlNode& node, std::string_view what, const std::vector<std::string>& known, Reporter& reporter)
    : node_(node), what_(what), reporter_(reporter) {
  if (node.kind != YamlNode::Kind::kMap) {
    reporter.report(node.at, what_ + " must be a map, not " + yaml_kind_name(node.kind));
    return;
  }
  for (const YamlEntry& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) {
      continue;
    }
    std::string message = unknown_word(entry.key, "key of " + what_, known);
    if (entry.value.kind == YamlNode::Kind::kNull) {
      message += " (a text with a comma needs quotes inside { })";
    }
    reporter.report(entry.at, std::move(message));
  }
}

const YamlEntry* MapReader::find(std::string_view key) const {
  for (const YamlEntry& entry : node_.entries) {
    if (entry.key == key) {
      return &entry;
    }
  }
  return nullptr;
}

Position MapReader::position(std::string_view key) const {
  const YamlEntry* entry = find(key);
  return entry == nullptr ? node_.at : entry->at;
}

Position MapReader::value_position(std::string_view key) const {
  const YamlEntry* entry = find(key);
  return entry == nullptr ? node_.at : entry->value.at;
}

bool MapReader::refuse(std::string_view key, const std::string& reason) const {
  const YamlEntry* entry = find(key);
  if (entry == nullptr) {
    return false;
  }
  reporter_.report(entry->at, quoted(key) + " " + reason);
  return true;
}

bool MapReader::require(std::string_view key) const {
  if (node_.kind == YamlNode::Kind::kMap && !has(key)) {
    reporter_.report(node_.at, what_ + " lacks the key " + quoted(key));
  }
  return has(key);
}

std::optional<LocatedText> MapReader::scalar(const YamlNode& node, std::string_view key, const char* expected) const {
  if (node.kind != YamlNode::Kind::kScalar) {
    reporter_.report(node.at, quoted(key) + " must be " + expected + ", not " + yaml_kind_name(node.kind));
    return std::nullopt;
  }
  const std::string_view text = trim(node.text);
  if (text.empty() || text.find('\n') != std::string_view::npos) {
    reporter_.report(node.at, quoted(key) + (text.empty() ? " is empty" : " must be one line"));
    return std::nullopt;
  }
  return LocatedText{std::string(text), node.at};
}

std::optional<std::string> MapReader::text(std::string_view key) const {
  const YamlEntry* entry = find(key);
  const std::optional<LocatedText> value = entry == nullptr ? std::nullopt : scalar(entry->value, key, "text");
  return value ? std::optional<std::string>(value->text) : std::nullopt;
}

std::optional<std::int64_t> MapReader::integer(std::string_view key, std::int64_t least, std::int64_t most) const {
  const YamlEntry* entry = find(key);
  const std::optional<LocatedText> value = entry == nullptr ? std::nullopt : scalar(entry->value, key, "a whole number");
  if (!value) {
    return std::nullopt;
  }
  const std::optional<std::int64_t> number = parse_number<std::int64_t>(value->text);
  if (!number || *number < least || *number > most) {
    reporter_.report(value->at, quoted(key) + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }
  return number;
}

std::optional<double> MapReader::number(std::string_view key) const {
  const YamlEntry* entry = find(key);
  const std::optional<LocatedText> value = entry == nullptr ? std::nullopt : scalar(entry->value, key, "a number");
  if (!value) {
    return std::nullopt;
  }
  const std::optional<double> number = parse_number<double>(value->text);
  if (!number || !std::isfinite(*number)) {
    reporter_.report(value->at, quoted(key) + " must be a number");
    return std::nullopt;
  }
  return number;
}

std::optional<bool> MapReader::boolean(std::string_view key) const {
  const YamlEntry* entry = find(key);
  const std::optional<LocatedText> value = entry == nullptr ? std::nullopt : scalar(entry->value, key, "true or false");
  if (!value) {
    return std::nullopt;
  }
  if (value->text != "true" && value->text != "false") {
    reporter_.report(value->at, quoted(key) + " must be true or false");
    return std::nullopt;
  }
  return value->text == "true";
}

std::optional<std::chrono::milliseconds> MapReader::duration(std::string_view key) const {
  const YamlEntry* entry = find(key);
  const std::optional<LocatedText> value = entry == nullptr ? std::nullopt : scalar(entry->value, key, "a duration");
  if (!value) {
    return std::nullopt;
  }
  const Result<std::chrono::milliseconds> parsed = parse_duration(value->text);
  if (!parsed || parsed->count() == 0) {
    reporter_.report(value->at, parsed ? quoted(key) + " must be longer than nothing" : parsed.error().text());
    return std::nullopt;
  }
  return *parsed;
}

std::optional<std::size_t> MapReader::choice(std::string_view key, const std::vector<std::string>& names) const {
  const YamlEntry* entry = find(key);
  const std::optional<LocatedText> value = entry == nullptr ? std::nullopt : scalar(entry->value, key, "text");
  if (!value) {
    return std::nullopt;
  }
  const auto found = std::find(names.begin(), names.end(), value->text);
  if (found == names.end()) {
    reporter_.report(value->at, unknown_word(value->text, key, names));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<std::vector<LocatedText>> MapReader::list(std::string_view key) const {
  const YamlEntry* entry = find(key);
  if (entry == nullptr) {
    return std::nullopt;
  }
  if (entry->value.kind != YamlNode::Kind::kSequence) {
    reporter_.report(entry->value.at, quoted(key) + " must be a list, not " + yaml_kind_name(entry->value.kind));
    return std::nullopt;
  }
  std::vector<LocatedText> texts;
  for (const YamlNode& item : entry->value.items) {
    if (std::optional<LocatedText> text = scalar(item, key, "a list of texts")) {
      texts.push_back(std::move(*text));
    }
  }
  return texts;
}

std::optional<std::vector<LocatedText>> MapReader::text_or_list(std::string_view key) const {
  const YamlEntry* entry = find(key);
  if (entry == nullptr) {
    return std::nullopt;
  }
  if (entry->value.kind != YamlNode::Kind::kSequence) {
    std::optional<LocatedText> text = scalar(entry->value, key, "text or a list of texts");
    return text ? std::optional<std::vector<LocatedText>>({std::move(*text)}) : std::nullopt;
  }
  std::optional<std::vector<LocatedText>> texts = list(key);
  if (entry->value.items.empty()) {
    reporter_.report(entry->value.at, quoted(key) + " is empty");
    return std::nullopt;
  }
  return texts;
}

}  // namespace pgmedic
