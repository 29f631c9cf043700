#include "app/config_reader.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.h"

namespace pgmedic {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

// "unknown mode "x" (did you mean "y"?)"; what does not look like a name is not repeated.
std::string unknown_text(const std::string& kind, const std::string& name, const std::vector<std::string>& known) {
  return "unknown " + kind + (looks_like_name(name) ? " " + quoted(name) + did_you_mean(name, known) : std::string());
}

constexpr const char* kLacksQuotes = " (a text with a comma needs quotes inside { })";

}  // namespace

bool looks_like_name(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !text.empty() && text.size() <= kLongest && text.find_first_not_of(kLetters) == std::string_view::npos;
}

void ConfigReader::problem(const YAML::Mark& at, const std::string& message) {
  problems_.push_back({file_, at.is_null() ? 0 : at.line + 1, at.is_null() ? 0 : at.column + 1, message});
}

void ConfigReader::problem(const YAML::Node& at, const std::string& message) {
  problem(key_without_value(at).value_or(at.Mark()), message);
}

std::optional<YAML::Mark> ConfigReader::key_without_value(const YAML::Node& value) const {
  if (!value.IsNull()) {
    return std::nullopt;
  }
  const auto found = std::find_if(without_value_.begin(), without_value_.end(), [&](const auto& known) { return known.first.is(value); });
  return found == without_value_.end() ? std::nullopt : std::optional(found->second);
}

void ConfigReader::unknown_name(const YAML::Node& at, const std::string& kind, const std::string& name,
                                const std::vector<std::string>& known) {
  problem(at, unknown_text(kind, name, known));
}

void ConfigReader::unknown_choice(const YAML::Node& at, const std::string& kind, const std::string& word,
                                  const std::vector<std::string>& choices) {
  std::string message = unknown_text(kind, word, choices) + "; write";
  for (std::size_t i = 0; i < choices.size(); ++i) {
    message += (i == 0 ? " " : i + 1 == choices.size() ? " or " : ", ") + choices[i];
  }
  problem(at, message);
}

void ConfigReader::unknown_key(const YAML::Node& key, const YAML::Node& value, const std::vector<std::string>& known) {
  // A key without a value that is near to no other was hardly meant as one.
  const bool meant = looks_like_name(key.Scalar()) && (!value.IsNull() || nearest_name(key.Scalar(), known));
  if (meant) {
    unknown_name(key, "key", key.Scalar(), known);
  } else {
    problem(key, std::string("a key that is none") + kLacksQuotes);
  }
}

std::optional<std::string> ConfigReader::text(const YAML::Node& node, std::string_view what) {
  if (!node.IsScalar()) {
    problem(node, quoted(what) + " needs a text");
    return std::nullopt;
  }
  if (node.Scalar().empty()) {
    problem(node, quoted(what) + " is empty");
    return std::nullopt;
  }
  if (node.Scalar().find('\0') != std::string::npos) {
    problem(node, quoted(what) + " holds a zero byte");
    return std::nullopt;
  }
  return node.Scalar();
}

std::optional<std::vector<YAML::Node>> ConfigReader::list(const YAML::Node& node, std::string_view what) {
  if (!node.IsSequence()) {
    problem(node, quoted(what) + " needs a list");
    return std::nullopt;
  }
  return std::vector<YAML::Node>(node.begin(), node.end());
}

std::vector<std::string> ConfigReader::text_list(const YAML::Node& node, std::string_view what) {
  std::vector<std::string> texts;
  for (const YAML::Node& item : list(node, what).value_or(std::vector<YAML::Node>())) {
    if (std::optional<std::string> one = text(item, what)) {
      texts.push_back(*std::move(one));
    }
  }
  return texts;
}

std::optional<std::chrono::milliseconds> ConfigReader::duration(const YAML::Node& node, std::string_view what,
                                                                std::chrono::milliseconds shortest, std::chrono::milliseconds longest) {
  const std::optional<std::string> written = text(node, what);
  if (!written) {
    return std::nullopt;
  }
  const Result<std::chrono::milliseconds> parsed = parse_duration(*written);
  if (!parsed) {
    problem(node, quoted(what) + ": " + parsed.error().text());
    return std::nullopt;
  }
  if (*parsed < shortest || *parsed > longest) {
    problem(node, quoted(what) + " must be from " + format_duration(shortest) + " to " + format_duration(longest));
    return std::nullopt;
  }
  return *parsed;
}

std::optional<std::size_t> ConfigReader::count(const YAML::Node& node, std::string_view what, std::size_t least, std::size_t most) {
  const std::optional<std::string> written = text(node, what);
  if (!written) {
    return std::nullopt;
  }
  std::size_t number = 0;
  const char* const end = written->data() + written->size();
  const auto [stopped, fault] = std::from_chars(written->data(), end, number);
  if (fault != std::errc() || stopped != end || number < least || number > most) {
    problem(node, quoted(what) + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }
  return number;
}

void ConfigReader::pairs(const YAML::Node& node, std::string_view what, const ReadPair& read) {
  if (key_without_value(node)) {
    return;
  }
  if (!node.IsMap()) {
    problem(node, quoted(what) + " needs keys and values");
    return;
  }
  std::map<std::string, int> lines;
  for (const auto& pair : node) {
    if (!pair.first.IsScalar()) {
      problem(pair.first, "a key of " + quoted(what) + " must be a text");
      continue;
    }
    const auto [first, is_new] = lines.emplace(pair.first.Scalar(), pair.first.Mark().line + 1);
    if (pair.second.IsNull()) {
      without_value_.emplace_back(pair.second, pair.first.Mark());
    }
    if (is_new) {
      read(pair.first, pair.second);
    } else {
      const std::string shown = looks_like_name(first->first) ? " " + quoted(first->first) : std::string();
      problem(pair.first, "duplicate key" + shown + " in " + quoted(what) + ", first in line " + std::to_string(first->second));
    }
  }
}

std::vector<YAML::Node> ConfigReader::known_values(const YAML::Node& node, std::string_view what, const std::vector<std::string>& names,
                                                   const std::vector<std::string>& later) {
  std::vector<YAML::Node> values(names.size(), YAML::Node(YAML::NodeType::Undefined));
  pairs(node, what, [&](const YAML::Node& key, const YAML::Node& value) {
    const std::string& name = key.Scalar();
    const auto known = std::find(names.begin(), names.end(), name);
    if (known != names.end()) {
      values[static_cast<std::size_t>(known - names.begin())].reset(value);
    } else if (std::find(later.begin(), later.end(), name) != later.end()) {
      problem(key, quoted(name) + " is not in this version of pgmedic: take it out");
    } else if (name == "password") {
      problem(key, "a password does not belong in this file: use \"password_file\"");
    } else {
      unknown_key(key, value, names);
    }
  });
  return values;
}

}  // namespace pgmedic
